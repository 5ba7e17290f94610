/* css Preloaded into a station under test: its system calls for paths that contain a given text never return, as on a disk or
   a network folder that does not answer. The file named by HANG_WORD holds the text; without that file nothing hangs. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

/* css Returns whether there is a text now and the path contains it. */
static int is_meant(const char *path) {
  const char *file = getenv("HANG_WORD");
  char word[256];
  if (file == NULL) return 0;
  /* css Not open(), which itself may hang. */
  int fd = (int)syscall(SYS_openat, AT_FDCWD, file, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return 0;
  ssize_t length = syscall(SYS_read, fd, word, sizeof word - 1);
  syscall(SYS_close, fd);
  if (length <= 0) return 0;
  word[length] = '\0';
  return strstr(path, word) != NULL;
}

/* css Creates a file beside the one with the text, so that a test sees that a call hangs. */
static void tell(void) {
  char met[4096];
  snprintf(met, sizeof met, "%s.met", getenv("HANG_WORD"));
  int fd = (int)syscall(SYS_openat, AT_FDCWD, met, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
  if (fd >= 0) syscall(SYS_close, fd);
}

static void hang_at(const char *path) {
  if (path == NULL || !is_meant(path)) return;
  tell();
  while (is_meant(path)) usleep(50000);
}

static void hang_at_file(int fd) {
  char link[64], path[4096];
  if (getenv("HANG_WORD") == NULL || access(getenv("HANG_WORD"), F_OK) != 0) return;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length <= 0) return;
  path[length] = '\0';
  hang_at(path);
}

#define REAL(name) static __typeof__(&name) real; if (real == NULL) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

int scandir(const char *path, struct dirent ***names, int (*filter)(const struct dirent *), int (*compare)(const struct dirent **, const struct dirent **)) {
  REAL(scandir);
  hang_at(path);
  return real(path, names, filter, compare);
}

int scandir64(const char *path, struct dirent64 ***names, int (*filter)(const struct dirent64 *), int (*compare)(const struct dirent64 **, const struct dirent64 **)) {
  REAL(scandir64);
  hang_at(path);
  return real(path, names, filter, compare);
}

ssize_t write(int fd, const void *bytes, size_t count) {
  REAL(write);
  if (fd > 2) hang_at_file(fd);
  return real(fd, bytes, count);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) {
  REAL(pwrite);
  hang_at_file(fd);
  return real(fd, bytes, count, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at) {
  REAL(pwrite64);
  hang_at_file(fd);
  return real(fd, bytes, count, at);
}

int fsync(int fd) {
  REAL(fsync);
  hang_at_file(fd);
  return real(fd);
}

int fdatasync(int fd) {
  REAL(fdatasync);
  hang_at_file(fd);
  return real(fd);
}
