#include "backend_names.h"

const struct backend_name backend_names[] = {
#define BACKEND(backend, kind) {.name = #backend, .address = (kind)},
#include "backends.def"
#undef BACKEND
    {0},
};
