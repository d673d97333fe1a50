/* Every string a person sees goes through gettext: _("…") at run time, N_("…") in static tables. */
#ifndef LUNZHI_INTL_H
#define LUNZHI_INTL_H

#include <libintl.h>

#define _(text)  gettext(text)
#define N_(text) text

#endif
