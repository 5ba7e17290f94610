/**
 * What desktops know the station by: Windows and macOS as the app's id; Linux as the name of its menu entry's file, which Electron
 * makes the Wayland app id and, from 41 on, the X11 class of its windows (electron/electron 51424). Portals want it in this form.
 */
export const desktopId = 'org.carddesk.station';
