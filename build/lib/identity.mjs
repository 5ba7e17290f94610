/**
 * The id under which desktops know the station: the app id on Windows and macOS; under Linux the file name of its menu entry,
 * which Electron uses as the Wayland app id and, from 41 on, as the X11 class of its windows (electron/electron 51424).
 * Portals require this form.
 */
export const desktopId = 'org.carddesk.station';
