/* A message template: refused with a place, or rendered with some values there and some not. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "template.h"

static const char *const names[] = {"organization", "title", "due", "days", "items"};
#define N_NAMES (sizeof names / sizeof names[0])

static void render(const struct template *template, size_t n_items)
{
    static const char *const values[N_NAMES] = {"校学生会", "", NULL, "0", NULL};
    static const char *const *const items[] = {values, values};
    const struct template_values all = {.values = values, .items = items, .n_items = n_items};

    free(template_to_text(template, &all));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct template_names known = {.names = names, .n = N_NAMES, .list = "items"};
    char *text = fuzz_text(data, size), *why = NULL;
    struct template *template = NULL;

    if (template_parse(text, "fuzz.txt", 1, &known, &template, &why) == 0) {
        render(template, 0);
        render(template, 2);
    } else {
        assert(why && strncmp(why, "fuzz.txt:", 9) == 0);
    }
    template_free(template);
    free(why);
    free(text);
    return 0;
}
