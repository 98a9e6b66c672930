"""What makes generated calls meet plans that are there: without it nearly all would be about plans that nobody has submitted.

Only what was meant to be right is exchanged; what was made wrong on purpose stays wrong.
"""
import itertools, json, os, random, threading, urllib.error, urllib.request

import schemathesis
from schemathesis import GenerationMode
from schemathesis.core.parameters import ParameterLocation

URL = os.environ['SLUICE_URL']
TOKEN = os.environ['SLUICE_TOKEN']
ROUTES = 4000
LIVE = 12

chance = random.Random(7)
lock = threading.Lock()
routes = itertools.cycle(range(ROUTES))
plans, recurring = [], []
calls = itertools.count()


def plan(route):
    """One that stands still by itself: it bakes, waits for somebody, has a gate that cannot judge, or is over at once."""
    steps, = chance.choices([
        [{'setWeight': {'percent': 10, 'bake': '1h'}}, {'setWeight': 100}],
        [{'setWeight': 10}, {'pause': {}}, {'setWeight': {'percent': 100, 'bake': '1h'}}],
        [{'setWeight': 10}, {'approval': {'group': 'leads'}}, {'setWeight': 100}],
        [{'ramp': {'start': 10, 'end': 100, 'steps': 4, 'bake': '1s'}}],
        [{'setWeight': 100}],
    ], weights=[6, 3, 3, 1, 1])
    whole = {
        'apiVersion': 'sluice/v1', 'name': f'move-{route}', 'from': 'blue', 'to': 'green', 'labels': {'team': chance.choice('ab')},
        'routes': [{'name': 'edge', 'provider': 'cloud', 'route': f'r{route}',
                    'backends': {side: {'backend': f'r{route}-{side}'} for side in ('blue', 'green')}}],
        'steps': steps,
    }
    if chance.random() < 0.3:
        whole['gates'] = [{'name': 'errors', 'signal': 'error-rate', 'every': '1s', 'judge': {'max': 1}, 'onFail': 'hold', 'onNoData': 'ignore'}]
    if chance.random() < 0.1:
        whole['schedule'] = {'startAt': '2099-01-01T00:00:00Z'}
    return whole


def again(route):
    return plan(route) | {'steps': [{'setWeight': {'percent': 10, 'bake': '1s'}}], 'atEnd': 'revert', 'schedule': {'every': '0 3 * * *'}}


def call(path, body=None):
    request = urllib.request.Request(URL + path, headers={'Authorization': f'Bearer {TOKEN}', 'Content-Type': 'application/json'},
                                     data=None if body is None else json.dumps(body).encode())
    try:
        with urllib.request.urlopen(request, timeout=30) as reply:
            return json.load(reply)
    except urllib.error.HTTPError as refusal:
        return {'refused': refusal.code}


def keep():
    """Keeps some plans under way, whatever was put back or cancelled meanwhile."""
    shown = call('/api/v1/plans?view=summary&limit=200')['plans']
    live = [one['id'] for one in shown if one['state'] in ('baking', 'held', 'shifting', 'scheduled')]
    over = [one['id'] for one in shown if one['id'] not in live]
    while len(live) < LIVE:
        made = call('/api/v1/plans', plan(next(routes)))
        if 'id' not in made:
            break
        live.append(made['id'])
    while len(recurring) < 3:
        made = call('/api/v1/recurring', again(next(routes)))
        if 'id' not in made:
            break
        recurring.append(made['id'])
    plans[:] = live + over[:6]


def right(case, place):
    component = case.meta.components.get(place) if case.meta else None
    return component is not None and component.mode == GenerationMode.POSITIVE


@schemathesis.hook
def before_call(context, case, kwargs):
    with lock:
        if next(calls) % 20 == 0:
            keep()
        path = case.operation.path
        if '{id}' in path and right(case, ParameterLocation.PATH) and chance.random() < 0.9:
            there = recurring if '/recurring/' in path else plans
            if there:
                case.path_parameters['id'] = chance.choice(there)
        if right(case, ParameterLocation.BODY) and isinstance(case.body, dict):
            if path in ('/api/v1/plans', '/api/v1/plans/preview') and chance.random() < 0.5:
                case.body = plan(next(routes))
            elif path == '/api/v1/recurring' and chance.random() < 0.3:
                case.body = again(next(routes))
            elif path.endswith('/approve') and chance.random() < 0.3:
                shown = call(f"/api/v1/plans/{case.path_parameters['id']}")
                if shown.get('approval'):
                    case.body['evidence'] = shown['approval']['evidence']
            elif path == '/api/v1/revert' and case.body.get('plans'):
                case.body['plans'] = [chance.choice(plans)]
