/* Stands in for interpreters and programs: says what it was started with, without a C library beside it. Ends with 1 where what it is to run is not there. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *last(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

/* The text of the file that is to run: what the build made it of. */
static int show(const char *path) {
  FILE *file = fopen(path, "r");
  int c;
  if (!file) return 0;
  printf("%s:", last(path));
  while ((c = fgetc(file)) != EOF) if (c != '\n') putchar(c); else putchar(' ');
  fclose(file);
  return 1;
}

static int module(const char *name) {
  struct stat found;
  char path[512];
  snprintf(path, sizeof path, "/usr/local/lib/python3.13/site-packages/%s", name);
  printf("module %s", name);
  return stat(path, &found) == 0;
}

int main(int count, char **words) {
  const char *own = last(words[0]);
  int first = 1, fine = 1;
  if (strcmp(own, "gunicorn") == 0) fine = module(own);
  else if (strncmp(own, "python", 6) == 0 && count > 2 && strcmp(words[1], "-m") == 0) fine = module(words[2]), first = 3;
  else if (strcmp(own, "java") == 0 && count > 2 && strcmp(words[1], "-jar") == 0) fine = show(words[2]), first = 3;
  else if (strcmp(own, "node") == 0 || strncmp(own, "python", 6) == 0 || strcmp(own, "dotnet") == 0) fine = count > 1 && show(words[1]), first = 2;
  else printf("%s", own);
  for (; first < count; first++) printf(" %s", words[first]);
  printf("\n");
  fprintf(stderr, "%d\n", (int)getuid());
  return fine ? 0 : 1;
}
