; Users may make folders in ProgramData. Whoever made this one first could write everybody's settings, so it is made
; here, with the rights of administrators only; its contents stay when the station is removed.
; A file that somebody left there is not made the administrators' with it: the station refuses it, and a person looks at it.

; Runs icacls on the folder, and tells the person when Windows refuses; a silent installation goes on, and the station refuses
; settings that others may change.
!macro protectSettingsFolder arguments
  nsExec::ExecToLog '"$SYSDIR\icacls.exe" "$APPDATA\Card Desk" ${arguments}'
  Pop $0
  ${If} $0 != "0"
    DetailPrint 'icacls "$APPDATA\Card Desk" ${arguments}: $0'
    MessageBox MB_OK|MB_ICONEXCLAMATION "The folder $APPDATA\Card Desk could not be protected ($0). Card Desk uses no settings from it until only administrators can change it. See Card Desk on Windows, Protect the settings." /SD IDOK
  ${EndIf}
!macroend

!macro customInstall
  SetShellVarContext all
  CreateDirectory "$APPDATA\Card Desk"
  ${IfNot} ${FileExists} "$APPDATA\Card Desk\*.*"
    MessageBox MB_OK|MB_ICONEXCLAMATION "The folder $APPDATA\Card Desk could not be made. Make it as an administrator. See Card Desk on Windows, Protect the settings." /SD IDOK
  ${Else}
    !insertmacro protectSettingsFolder '/setowner *S-1-5-32-544'
    ; A grant leaves the entries of other accounts as they are: the reset removes them.
    !insertmacro protectSettingsFolder '/reset'
    !insertmacro protectSettingsFolder '/inheritance:r /grant:r *S-1-5-18:(OI)(CI)F *S-1-5-32-544:(OI)(CI)F *S-1-5-32-545:(OI)(CI)RX'
  ${EndIf}
!macroend

; electron-builder keeps a copy of the installer for an updater that the station does not have.
!macro customUnInstall
  SetShellVarContext current
  RMDir /r "$LOCALAPPDATA\card-desk-updater"
  SetShellVarContext all
  RMDir /r "$LOCALAPPDATA\card-desk-updater"
!macroend
