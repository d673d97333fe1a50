/* A mail server and a webhook receiver that keep what arrives: sink DIR
 * Binds two free ports on loopback, writes "SMTP-PORT HTTP-PORT" to DIR/ports, then each mail to DIR/mail-N.eml and each POST to
 * DIR/post-N.http (headers, empty line, body), N from 1, whole or not at all. Ends when its standard input does, so that it never outlives
 * who started it. A thread a connection: a tool, not a server. */
#include <arpa/inet.h>
#include <err.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#define BODY_MAX (16u << 20)

static const char *directory;
static atomic_int n_mails, n_posts;

static void keep(const char *name, const char *text, size_t size)
{
    char temporary[4096], path[4096];
    snprintf(temporary, sizeof(temporary), "%s/.%s.partial", directory, name);
    snprintf(path, sizeof(path), "%s/%s", directory, name);
    FILE *file = fopen(temporary, "we");
    if (file == NULL)
        err(1, "%s", temporary);
    if (fwrite(text, 1, size, file) != size || fclose(file) != 0 || rename(temporary, path) != 0)
        err(1, "%s", path);
}

/* Past stdio: writing would throw away what a pipelining peer sent ahead. */
static void say(FILE *peer, const char *line)
{
    dprintf(fileno(peer), "%s\r\n", line);
}

/* The mail's lines up to the lone dot, the extra dots taken off. */
static void take_mail(FILE *peer)
{
    char *text = NULL, *line = NULL;
    size_t size = 0, room = 0;
    ssize_t got;
    FILE *mail = open_memstream(&text, &size);
    if (mail == NULL)
        err(1, "open_memstream");
    while ((got = getline(&line, &room, peer)) > 0 && strcmp(line, ".\r\n") != 0) {
        bool stuffed = line[0] == '.';
        fwrite(line + stuffed, 1, (size_t)got - stuffed, mail);
    }
    fclose(mail);
    if (got > 0) {
        char name[32];
        snprintf(name, sizeof(name), "mail-%d.eml", ++n_mails);
        keep(name, text, size);
        say(peer, "250 2.0.0 kept");
    }
    free(text);
    free(line);
}

static void *serve_smtp(void *arg)
{
    FILE *peer = arg;
    char *line = NULL;
    size_t room = 0;
    say(peer, "220 sink ESMTP");
    while (getline(&line, &room, peer) > 0) {
        if (strncasecmp(line, "EHLO", 4) == 0) {
            say(peer, "250-sink\r\n250-PIPELINING\r\n250 8BITMIME");
        } else if (strncasecmp(line, "DATA", 4) == 0) {
            say(peer, "354 go on");
            take_mail(peer);
        } else if (strncasecmp(line, "QUIT", 4) == 0) {
            say(peer, "221 bye");
            break;
        } else {
            say(peer, "250 2.0.0 ok");
        }
    }
    free(line);
    fclose(peer);
    return NULL;
}

/* One request into `kept`. False when the peer has no more. */
static bool take_request(FILE *peer, FILE *kept)
{
    char *line = NULL;
    size_t room = 0, length = 0;
    ssize_t got;
    while ((got = getline(&line, &room, peer)) > 0 && strcmp(line, "\r\n") != 0) {
        fputs(line, kept);
        if (strncasecmp(line, "Content-Length:", 15) == 0)
            length = strtoul(line + 15, NULL, 10);
    }
    free(line);
    if (got <= 0 || length > BODY_MAX)
        return false;
    fputs("\r\n", kept);
    for (int byte; length > 0 && (byte = getc(peer)) != EOF; length--)
        putc(byte, kept);
    return length == 0;
}

static void *serve_http(void *arg)
{
    FILE *peer = arg;
    for (bool more = true; more;) {
        char *text = NULL;
        size_t size = 0;
        FILE *kept = open_memstream(&text, &size);
        if (kept == NULL)
            err(1, "open_memstream");
        more = take_request(peer, kept);
        fclose(kept);
        if (more) {
            char name[32];
            snprintf(name, sizeof(name), "post-%d.http", ++n_posts);
            keep(name, text, size);
            say(peer, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        }
        free(text);
    }
    fclose(peer);
    return NULL;
}

static int listen_loopback(int *ret_port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof(address);
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (listener < 0 || bind(listener, (struct sockaddr *)&address, size) != 0 || listen(listener, 64) != 0 ||
        getsockname(listener, (struct sockaddr *)&address, &size) != 0)
        err(1, "listen");
    *ret_port = ntohs(address.sin_port);
    return listener;
}

static void serve(int listener, void *(*talk)(void *))
{
    int connection = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    FILE *peer = connection < 0 ? NULL : fdopen(connection, "r");
    pthread_t thread;
    if (peer == NULL || pthread_create(&thread, NULL, talk, peer) != 0)
        err(1, "accept");
    pthread_detach(thread);
}

int main(int argc, char **argv)
{
    if (argc != 2)
        errx(2, "usage: sink DIR");
    directory = argv[1];
    int smtp_port, http_port;
    struct pollfd polled[] = {{.fd = listen_loopback(&smtp_port), .events = POLLIN},
                              {.fd = listen_loopback(&http_port), .events = POLLIN},
                              {.fd = STDIN_FILENO, .events = POLLIN}};
    signal(SIGPIPE, SIG_IGN);
    char ports[32];
    int size = snprintf(ports, sizeof(ports), "%d %d\n", smtp_port, http_port);
    keep("ports", ports, (size_t)size);
    while (polled[2].revents == 0 && poll(polled, 3, -1) > 0) {
        if (polled[0].revents != 0)
            serve(polled[0].fd, serve_smtp);
        if (polled[1].revents != 0)
            serve(polled[1].fd, serve_http);
    }
    return 0;
}
