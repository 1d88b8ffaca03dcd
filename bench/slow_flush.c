/* SPDX-License-Identifier: EUPL-1.2
 * Loaded before a database server: every flush takes PRECINTO_FLUSH_MS milliseconds longer, as on a disk that is not as
 * fast as the one of this machine. What is written and when is not touched. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

static void wait_a_little(void) {
  const char *said = getenv("PRECINTO_FLUSH_MS");
  long micro = said ? (long)(atof(said) * 1000) : 0;
  struct timespec left = {micro / 1000000, (micro % 1000000) * 1000};
  while (nanosleep(&left, &left) == -1) {
  }
}

int fdatasync(int file) {
  static int (*real)(int);
  if (!real) real = dlsym(RTLD_NEXT, "fdatasync");
  wait_a_little();
  return real(file);
}

int fsync(int file) {
  static int (*real)(int);
  if (!real) real = dlsym(RTLD_NEXT, "fsync");
  wait_a_little();
  return real(file);
}
