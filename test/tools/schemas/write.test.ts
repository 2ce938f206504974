import { describe, expect, it } from '@jest/globals';
import { textOf } from '../../../tools/schemas/write.ts';

describe('a file of schemas', () => {
  it('has one kind and one definition a line, and its keys sorted', () => {
    const file = {
      comment: 'x',
      form: 1,
      provenance: [{ version: 'v1', module: 'm', source: 's' }],
      kinds: { v1: { Pod: { plural: 'pods', namespaced: true } }, 'apps/v1': {} },
      definitions: { b: { type: 'string' }, a: { required: ['z', 'y'] } },
    };
    expect(textOf(file)).toBe(`{
"comment":"x",
"form":1,
"provenance":[
{"module":"m","source":"s","version":"v1"}
],
"kinds":{
"apps/v1":{

},
"v1":{
"Pod":{"namespaced":true,"plural":"pods"}
}
},
"definitions":{
"a":{"required":["z","y"]},
"b":{"type":"string"}
}
}
`);
  });
});
