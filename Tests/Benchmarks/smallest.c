/* What a program costs that prints a line and nothing else. */
#include <stdio.h>

int main(void) { return puts("pbxctl 0.0.0") < 0; }
