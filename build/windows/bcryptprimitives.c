/* css The one function of Windows' bcryptprimitives.dll that current programs import and Wine 8 lacks: libsql and rolldown do
   not load without it. Built by build/windows/wine.mjs, for tests only. */
#include <windows.h>

/* css RtlGenRandom, as advapi32.dll exports it. */
BOOLEAN NTAPI SystemFunction036(PVOID buffer, ULONG length);

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T length) {
  const ULONG most = 0x10000;
  while (length > 0) {
    const ULONG part = length > most ? most : (ULONG)length;
    if (!SystemFunction036(data, part)) return FALSE;
    data += part;
    length -= part;
  }
  return TRUE;
}
