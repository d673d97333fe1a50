/* lunzhictl: asks lunzhid through its control socket. */
#include "ctl.h"
#include "language.h"

int main(int argc, char **argv)
{
    struct ctl ctl;

    language_init();
    ctl_init(&ctl, stdout, stderr);
    int code = ctl_run(&ctl, argc, argv);
    ctl_done(&ctl);
    return code;
}
