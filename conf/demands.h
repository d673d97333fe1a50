/* `fields` of an obligation, a preset or a stage: what a record of it must and may say. */
#ifndef LUNZHI_CONF_DEMANDS_H
#define LUNZHI_CONF_DEMANDS_H

#include "reader.h"

/* FORM_GROUPS into the fields of a struct obligation. */
field_fn read_demands;

#endif
