/* The yardstick of webhooks: curl's multi interface alone, with nothing to keep or to judge. bare_curl URL COUNT CONNECTIONS BYTES
 * posts COUNT bodies of that size, so many at once. */
#include <curl/curl.h>
#include <err.h>
#include <stdlib.h>
#include <string.h>

struct run {
    CURLM *multi;
    struct curl_slist *headers;
    const char *url;
    char *body;
    long left;
};

static size_t ignore(char *bytes, size_t size, size_t count, void *arg)
{
    return size * count;
}

static void post(struct run *run, CURL *easy)
{
    if (run->left-- <= 0) {
        curl_easy_cleanup(easy);
        return;
    }
    curl_easy_setopt(easy, CURLOPT_URL, run->url);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, run->body);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, run->headers);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, ignore);
    curl_multi_add_handle(run->multi, easy);
}

static void take_ended(struct run *run)
{
    CURLMsg *message;
    int queued;

    while ((message = curl_multi_info_read(run->multi, &queued)) != NULL) {
        CURL *easy = message->easy_handle;
        long status = 0;

        curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
        if (message->data.result != CURLE_OK || status != 200)
            errx(1, "%s: %ld %s", run->url, status, curl_easy_strerror(message->data.result));
        curl_multi_remove_handle(run->multi, easy);
        post(run, easy);
    }
}

int main(int argc, char **argv)
{
    struct run run = {0};
    int running = 1;

    if (argc != 5)
        errx(2, "usage: bare_curl URL COUNT CONNECTIONS BYTES");
    curl_global_init(CURL_GLOBAL_DEFAULT);
    run.multi = curl_multi_init();
    run.headers = curl_slist_append(curl_slist_append(NULL, "Content-Type: application/json"), "Expect:");
    run.url = argv[1];
    run.left = strtol(argv[2], NULL, 10);
    size_t bytes = strtoul(argv[4], NULL, 10);
    run.body = malloc(bytes + 1);
    memset(run.body, 'x', bytes);
    run.body[bytes] = '\0';
    for (long i = strtol(argv[3], NULL, 10); i > 0; i--)
        post(&run, curl_easy_init());
    while (running > 0) {
        if (curl_multi_perform(run.multi, &running) != CURLM_OK)
            errx(1, "curl");
        take_ended(&run);
        curl_multi_perform(run.multi, &running);
        if (running > 0)
            curl_multi_poll(run.multi, NULL, 0, 1000, NULL);
    }
    return 0;
}
