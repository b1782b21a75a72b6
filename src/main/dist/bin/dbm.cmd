@echo off
setlocal
rem Starts dbm. Heeds JAVA_HOME and DBM_JAVA_OPTS.
set "DBM_JAVA=java"
if defined JAVA_HOME set "DBM_JAVA=%JAVA_HOME%\bin\java"
"%DBM_JAVA%" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx256m -Xlog:disable -Xlog:all=off %DBM_JAVA_OPTS% -cp "%~dp0..\lib\*" dev.dbm.Dbm %*
exit /b %ERRORLEVEL%
