"""A group robot end to end: lunzhid keeps the rate itself, through a kill in the middle, and mentions who lists the group.

Arguments: lunzhid, the data directory, node."""
import json
import os
import subprocess
import sys
import threading

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'daemon'))
from harness import configuration, equal, run, test, wait_until  # noqa: E402

NODE = sys.argv[3]
KEY = 'b1946ac9-2492-d234-7c62-35ff7a0c4e91'


class Robot:
    """The stand-in as a process; what it judged so far."""

    def __init__(self, **robot):
        self.process = subprocess.Popen([NODE, os.path.join(HERE, 'stand_in.mjs'), json.dumps(dict(robot, key=KEY))], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        self.url = json.loads(self.process.stdout.readline())['url']
        self.judgements = []
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            self.judgements.append(json.loads(line))

    def close(self):
        self.process.stdin.close()
        self.process.wait(20)


def configure(scratch, robot, backend, rate, member):
    """One channel "group", its address in a file; 甲 lists it."""
    with open(os.path.join(scratch.dir, 'group.url'), 'w', encoding='ascii') as file:
        file.write(robot.url + '\n')
    group = '{ id = "group"; backend = "%s"; url_file = "group.url"%s; }' % (backend, '; rate = "%s"' % rate if rate else '')
    text = configuration(out=scratch.out).replace('channels = ( {', 'channels = ( %s, {' % group)
    scratch.configure(text.replace('id = "jia"; name = "甲"; post = "presidium"; channels = [ "script" ];',
                                   'id = "jia"; name = "甲"; post = "presidium"; channels = [ "group", "script" ]; %s;' % member))


@test
def the_rate_outlives_a_kill(scratch):
    """Eight in 16 seconds are allowed: four at once, then one in four seconds. A bucket filled by the restart would let four more through."""
    robot = Robot(service='wecom', limits=[{'count': 8, 'period_ms': 16000}])
    try:
        configure(scratch, robot, 'wecom', '8/16s', 'mobile = "13800000000"')
        daemon = scratch.start()
        for _ in range(9):
            scratch.post('/v1/notify/test', to='group')
        wait_until(lambda: len(robot.judgements) == 4, 'the first four')
        daemon.kill()
        daemon = scratch.start()
        wait_until(lambda: len(robot.judgements) >= 6, 'six')
        equal(daemon.stop(), 0)
        scratch.start()
        wait_until(lambda: len(robot.judgements) >= 8, 'eight')
        equal([judgement['code'] for judgement in robot.judgements], [0] * len(robot.judgements))
        times = [judgement['at'] for judgement in robot.judgements]
        for one, fourth in zip(times, times[4:]):  # a message and the fourth after it are a token's time apart, whatever died in between
            assert fourth - one > 2000, times
        states = [message['state'] for message in scratch.get('/v1/outbox')['messages'] if message['channel'] == 'group']
        assert 'queued' in states and 'refused' not in states, states  # the rest waits, nothing is lost
    finally:
        robot.close()


@test
def members_are_mentioned_and_secrets_kept(scratch):
    robot = Robot(service='dingtalk', mobiles=['13800000000'])
    try:
        configure(scratch, robot, 'dingtalk', None, 'mobile = "+8613800000000"')
        daemon = scratch.start()
        scratch.post('/v1/notify/test', to='su/jia')
        wait_until(lambda: robot.judgements, 'a message in the group')
        assert robot.judgements[0]['content'].startswith('@13800000000 [校学生会]'), robot.judgements
        wait_until(lambda: all(message['state'] != 'sending' for message in scratch.get('/v1/outbox')['messages']), 'its result')
        told = json.dumps(scratch.get('/v1/outbox')) + json.dumps(scratch.get('/v1/status')) + daemon.log()
        assert KEY not in told, told
        [message] = [message for message in scratch.get('/v1/outbox')['messages'] if message['channel'] == 'group']
        equal((message['state'], message['address']), ('delivered', 'mobile:+8613800000000'))
    finally:
        robot.close()


run()
