#include "backend_names.h"

const struct backend_name backend_names[] = {
#define BACKEND(backend, kinds) {.name = #backend, .address = (kinds)},
#include "backends.def"
#undef BACKEND
    {0},
};
