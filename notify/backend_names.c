#include "backend_names.h"

const struct backend_name backend_names[] = {
#define BACKEND(backend, kinds, to_group) {.name = #backend, .address = (kinds), .group = (to_group)},
#include "backends.def"
#undef BACKEND
    {0},
};
