/* Members of a request: see body.h. */
#include "body.h"

#include <string.h>

#include "error.h"
#include "intl.h"
#include "nearest.h"

static int refuse(struct request *request, const char *name, const char *expected)
{
    request_refuse(request, MHD_HTTP_BAD_REQUEST, _("%s must be %s"), name, expected);
    return ERROR_INVALID;
}

static int read_strings(struct request *request, const struct field *field, const json_t *value)
{
    struct field_strings *strings = field->target;
    size_t n = json_array_size(value);
    if (!json_is_array(value) || (field->required && n == 0))
        return refuse(request, field->name, _("a list of words"));
    strings->items = arena_array(&request->arena, n + 1, sizeof *strings->items);
    strings->n = n;
    for (size_t i = 0; i < n; i++) {
        strings->items[i] = json_string_value(json_array_get(value, i));
        if (strings->items[i] == NULL || strings->items[i][0] == '\0')
            return refuse(request, field->name, _("a list of words"));
    }
    return 0;
}

static int read_field(struct request *request, const struct field *field, json_t *value)
{
    const char *text = json_string_value(value);
    switch (field->kind) {
    case FIELD_STRING:
        if (text == NULL || (field->required && text[0] == '\0'))
            return refuse(request, field->name, _("a text"));
        *(const char **)field->target = text;
        return 0;
    case FIELD_DATE:
        if (text == NULL || date_parse(text, field->target) != 0)
            return refuse(request, field->name, _("a day, YYYY-MM-DD"));
        return 0;
    case FIELD_OBJECT:
        if (!json_is_object(value))
            return refuse(request, field->name, _("an object"));
        *(json_t **)field->target = value;
        return 0;
    case FIELD_LIST:
        if (!json_is_array(value) || (field->required && json_array_size(value) == 0))
            return refuse(request, field->name, _("a list"));
        *(json_t **)field->target = value;
        return 0;
    case FIELD_STRINGS:
        return read_strings(request, field, value);
    case FIELD_BOOLEAN:
        if (!json_is_boolean(value))
            return refuse(request, field->name, _("true or false"));
        *(bool *)field->target = json_is_true(value);
        return 0;
    case FIELD_NUMBER:
        if (!json_is_integer(value) || json_integer_value(value) < 1)
            return refuse(request, field->name, _("a whole number from 1 on"));
        *(int64_t *)field->target = json_integer_value(value);
        return 0;
    }
    return ERROR_INVALID;
}

static void clear_field(const struct field *field)
{
    switch (field->kind) {
    case FIELD_STRING:
        *(const char **)field->target = NULL;
        break;
    case FIELD_DATE:
        *(date_t *)field->target = DATE_NONE;
        break;
    case FIELD_NUMBER:
        *(int64_t *)field->target = 0;
        break;
    case FIELD_OBJECT:
    case FIELD_LIST:
        *(json_t **)field->target = NULL;
        break;
    case FIELD_STRINGS:
        *(struct field_strings *)field->target = (struct field_strings){0};
        break;
    case FIELD_BOOLEAN:
        *(bool *)field->target = false;
        break;
    }
}

static const struct field *find_field(const struct field *fields, size_t n_fields, const char *name)
{
    for (size_t i = 0; i < n_fields; i++)
        if (strcmp(fields[i].name, name) == 0)
            return &fields[i];
    return NULL;
}

static int refuse_unknown(struct request *request, const struct field *fields, size_t n_fields, const char *name)
{
    struct nearest nearest = {.word = name};
    for (size_t i = 0; i < n_fields; i++)
        nearest_offer(&nearest, fields[i].name);
    if (nearest.name != NULL)
        request_refuse(request, MHD_HTTP_BAD_REQUEST, _("unknown member %s; did you mean %s?"), name, nearest.name);
    else
        request_refuse(request, MHD_HTTP_BAD_REQUEST, _("unknown member %s"), name);
    return ERROR_INVALID;
}

int body_read(struct request *request, const struct field *fields, size_t n_fields)
{
    const char *name;
    json_t *value;
    json_object_foreach(request->body, name, value)
    {
        if (find_field(fields, n_fields, name) == NULL)
            return refuse_unknown(request, fields, n_fields, name);
    }
    for (size_t i = 0; i < n_fields; i++) {
        value = json_object_get(request->body, fields[i].name);
        clear_field(&fields[i]);
        if ((value == NULL || json_is_null(value)) && !fields[i].required)
            continue;
        if (value == NULL) {
            request_refuse(request, MHD_HTTP_BAD_REQUEST, _("the member %s is missing"), fields[i].name);
            return ERROR_INVALID;
        }
        int error = read_field(request, &fields[i], value);
        if (error != 0)
            return error;
    }
    return 0;
}
