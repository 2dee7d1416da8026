; The Windows installer: into the person's own folder, without administrator rights.
;   makensis -INPUTCHARSET UTF8 -DVERSION=0.1.0 [-DTARGET64] [-DBUNDLE=..\dist\oko-raion] oko-raion.nsi
; TARGET64 makes the Setup itself a 64-bit program (needs an NSIS that has these stubs; wine without 32-bit needs it).

Unicode true
!ifdef TARGET64
  Target amd64-unicode
!endif
!ifndef VERSION
  !error "-DVERSION=… is missing"
!endif
!ifndef BUNDLE
  !define BUNDLE "..\dist\oko-raion"
!endif
!ifndef OUTPUT
  !define OUTPUT "..\dist\OKO-Raion-${VERSION}-Setup.exe"
!endif

!define TITLE "ОКО-Район"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\OKO-Raion"

!include "MUI2.nsh"

Name "${TITLE}"
OutFile "${OUTPUT}"
RequestExecutionLevel user
InstallDir "$LOCALAPPDATA\Programs\OKO-Raion"
InstallDirRegKey HKCU "${UNINSTALL}" "InstallLocation"
SetCompressor /SOLID lzma
ShowInstDetails nevershow
ShowUninstDetails nevershow

VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "${TITLE}"
VIAddVersionKey "FileDescription" "Установка программы «${TITLE}»"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "LegalCopyright" "MIT"

!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN "$INSTDIR\oko-raion.exe"
!define MUI_FINISHPAGE_RUN_TEXT "Открыть программу «${TITLE}»"
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "Russian"

; A running program holds its file: then nothing may be replaced or removed.
!macro RefuseWhileRunning
  IfFileExists "$INSTDIR\oko-raion.exe" 0 closed
  ClearErrors
  Delete "$INSTDIR\oko-raion.exe"
  IfErrors 0 closed
    MessageBox MB_OK|MB_ICONEXCLAMATION "Программа «${TITLE}» открыта. Закройте её и повторите." /SD IDOK
    SetErrorLevel 2
    Abort
  closed:
!macroend

Section
  !insertmacro RefuseWhileRunning
  ; Only what the program itself brought: files of an older version must not stay among the new ones.
  RMDir /r "$INSTDIR\program"
  SetOutPath "$INSTDIR"
  File /r "${BUNDLE}\*"
  WriteUninstaller "$INSTDIR\uninstall.exe"

  CreateShortcut "$SMPROGRAMS\${TITLE}.lnk" "$INSTDIR\oko-raion.exe"
  CreateShortcut "$DESKTOP\${TITLE}.lnk" "$INSTDIR\oko-raion.exe"

  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "${TITLE}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\oko-raion.exe"
  WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
SectionEnd

; The base and its copies lie in another folder and are never touched.
Section "Uninstall"
  !insertmacro RefuseWhileRunning
  RMDir /r "$INSTDIR\program"
  Delete "$INSTDIR\oko-raion-console.exe"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${TITLE}.lnk"
  Delete "$DESKTOP\${TITLE}.lnk"
  DeleteRegKey HKCU "${UNINSTALL}"
SectionEnd
