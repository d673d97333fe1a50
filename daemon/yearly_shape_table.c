/* The self-assessment table of the yearly report as JSON. */
#include <string.h>

#include "daemon.h"
#include "yearly_shape_internal.h"

static json_t *shape_ground(struct request *request, const struct yearly *yearly, const struct ground *ground)
{
    const struct occurrence *occurrence = ground->occurrence;
    json_t *shape = ground->waiver != NULL ? yearly_shape_waiver(request, yearly, ground->waiver) : json_object();
    json_object_set_new_nocheck(shape, "kind", json_text(ground_kind_name(ground->kind)));
    json_object_set_new_nocheck(shape, "id", ground->id != 0 ? json_integer(ground->id) : json_null());
    json_object_set_new_nocheck(
        shape, "occurrence", occurrence != NULL ? yearly_name(request, yearly, occurrence->obligation, occurrence->period) : json_null());
    json_object_set_new_nocheck(shape, "on", ground->kind == GROUND_TURN ? json_date(ground->on) : json_null());
    return shape;
}

/* What a gap's rule is called: a rule of a check, a field of a record, or another obligation. */
static const char *rule_title(const struct request *request, const struct yearly *yearly, const struct gap *gap)
{
    const struct obligation *obligation = yearly_rule(yearly, gap->obligation);
    const struct field_rule *field = obligation != NULL && gap->rule != NULL ? obligation_field(obligation, gap->rule) : NULL;
    if (field != NULL && (field->title.zh != NULL || field->title.en != NULL))
        return text_in(&field->title, request->language);
    for (size_t i = 0; gap->rule != NULL && obligation != NULL && obligation->check != NULL && i < obligation->check->n_rules; i++) {
        if (strcmp(obligation->check->rules[i].id, gap->rule) == 0)
            return text_in(&obligation->check->rules[i].title, request->language);
    }
    return gap->rule != NULL ? yearly_title(request, yearly, gap->rule) : NULL;
}

static json_t *shape_gap(const struct request *request, const struct yearly *yearly, const struct gap *gap)
{
    json_t *shape = json_object();
    json_object_set_new_nocheck(shape, "kind", json_text(gap_kind_name(gap->kind)));
    json_object_set_new_nocheck(shape, "obligation", json_text(gap->obligation));
    json_object_set_new_nocheck(shape, "title", json_text(yearly_title(request, yearly, gap->obligation)));
    json_object_set_new_nocheck(shape, "period", json_text(gap->period));
    json_object_set_new_nocheck(shape, "rule", json_text(gap->rule));
    json_object_set_new_nocheck(shape, "rule_title", json_text(rule_title(request, yearly, gap)));
    json_object_set_new_nocheck(shape, "until", json_date(gap->until));
    json_object_set_new_nocheck(shape, "mendable", json_boolean(gap->until != DATE_NONE));
    return shape;
}

static json_t *shape_note(struct request *request, const struct yearly *yearly, const struct assessed_note *note)
{
    const struct occurrence *occurrence = note->occurrence, *approval = note->approval;
    json_t *shape = json_object();
    json_object_set_new_nocheck(shape, "timeliness", json_text(timeliness_name(note->timeliness)));
    json_object_set_new_nocheck(shape, "obligation", json_text(occurrence->obligation));
    json_object_set_new_nocheck(shape, "title", json_text(yearly_title(request, yearly, occurrence->obligation)));
    json_object_set_new_nocheck(shape, "period", json_text(occurrence->period));
    json_object_set_new_nocheck(shape, "due_on", json_date(occurrence->due_on));
    json_object_set_new_nocheck(shape, "on", json_date(note->on));
    json_object_set_new_nocheck(shape, "approval",
                                approval != NULL ? yearly_name(request, yearly, approval->obligation, approval->period) : json_null());
    json_object_set_new_nocheck(shape, "records", approval != NULL ? yearly_record_ids(yearly, approval, false) : json_array());
    return shape;
}

static json_t *shape_item(struct request *request, const struct yearly *yearly, const struct assessment *table,
                          const struct assessed_item *judged)
{
    const struct text *words[] = {[ANSWER_YES] = &table->yes, [ANSWER_NO] = &table->no, [ANSWER_UNPROVEN] = &table->unproven};
    const struct assessment_item *item = judged->item;
    const bool has_remark = judged->remark.zh != NULL || judged->remark.en != NULL;
    json_t *shape = json_object(), *grounds = json_array(), *gaps = json_array(), *notes = json_array(), *contradictions = json_array();
    for (size_t i = 0; i < judged->n_grounds; i++)
        json_array_append_new(grounds, shape_ground(request, yearly, &judged->grounds[i]));
    for (size_t i = 0; i < judged->n_gaps; i++)
        json_array_append_new(gaps, shape_gap(request, yearly, &judged->gaps[i]));
    for (size_t i = 0; i < judged->n_notes; i++)
        json_array_append_new(notes, shape_note(request, yearly, &judged->notes[i]));
    for (size_t i = 0; i < judged->n_contradictions; i++)
        json_array_append_new(contradictions, json_integer(judged->contradictions[i] - yearly->contradictions));
    json_object_set_new_nocheck(shape, "number", json_text(item->number));
    json_object_set_new_nocheck(shape, "core", json_boolean(item->core));
    json_object_set_new_nocheck(shape, "own", json_boolean(item->own));
    json_object_set_new_nocheck(shape, "text", json_text(text_in(&item->text, request->language)));
    json_object_set_new_nocheck(shape, "answer", json_text(answer_name(judged->answer)));
    json_object_set_new_nocheck(shape, "word", json_text(text_in(words[judged->answer], request->language)));
    json_object_set_new_nocheck(shape, "remark", has_remark ? json_text(text_in(&judged->remark, request->language)) : json_null());
    json_object_set_new_nocheck(shape, "stands_on", grounds);
    json_object_set_new_nocheck(shape, "gaps", gaps);
    json_object_set_new_nocheck(shape, "notes", notes);
    json_object_set_new_nocheck(shape, "contradictions", contradictions);
    return shape;
}

json_t *yearly_shape_table(struct request *request, const struct yearly *yearly, const struct assessment *table,
                           const struct assessed_item *items)
{
    json_t *shape = json_object(), *list = json_array();
    for (size_t i = 0; i < table->n_items; i++)
        json_array_append_new(list, shape_item(request, yearly, table, &items[i]));
    json_object_set_new_nocheck(shape, "version", json_text(table->year));
    json_object_set_new_nocheck(shape, "title", json_text(text_in(&table->title, request->language)));
    json_object_set_new_nocheck(shape, "source",
                                table->source.zh != NULL || table->source.en != NULL ? json_text(text_in(&table->source, request->language))
                                                                                     : json_null());
    json_object_set_new_nocheck(shape, "items", list);
    return shape;
}
