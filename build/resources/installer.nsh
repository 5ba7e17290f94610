; Users may make folders in ProgramData. Whoever made this one first could write everybody's settings, so it is made
; here, with the rights of administrators only; its contents stay when the station is removed.
; A file that somebody left there is not made the administrators' with it: the station refuses it, and a person looks at it.
!macro customInstall
  SetShellVarContext all
  CreateDirectory "$APPDATA\Card Desk"
  nsExec::ExecToLog '"$SYSDIR\icacls.exe" "$APPDATA\Card Desk" /setowner *S-1-5-32-544'
  nsExec::ExecToLog '"$SYSDIR\icacls.exe" "$APPDATA\Card Desk" /inheritance:r /grant:r *S-1-5-18:(OI)(CI)F *S-1-5-32-544:(OI)(CI)F *S-1-5-32-545:(OI)(CI)RX'
!macroend
