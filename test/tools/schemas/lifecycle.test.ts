import { describe, expect, it } from '@jest/globals';
import type { Lifecycle } from '../../../policies/schema/form.ts';
import { confirm, packageKinds, type Release, sumUp } from '../../../tools/schemas/lifecycle.ts';

const REGISTER = `
// GroupName is the group name use in this package
const GroupName = "extensions"

// SchemeGroupVersion is group version used to register these objects
var SchemeGroupVersion = schema.GroupVersion{Group: GroupName, Version: "v1beta1"}

func addKnownTypes(scheme *runtime.Scheme) error {
	scheme.AddKnownTypes(SchemeGroupVersion,
		&Ingress{},
		&IngressList{},
		&ExecOptions{},
		&Scale{},
	)
}`;

const FUNCTIONS = `
func (in *Ingress) APILifecycleIntroduced() (major, minor int) {
	return 1, 1
}

func (in *Ingress) APILifecycleDeprecated() (major, minor int) {
	return 1, 14
}

func (in *Ingress) APILifecycleReplacement() schema.GroupVersionKind {
	return schema.GroupVersionKind{Group: "networking.k8s.io", Version: "v1", Kind: "IngressList"}
}

func (in *Ingress) APILifecycleRemoved() (major, minor int) {
	return 1, 22
}

func (in *Scale) APILifecycleRemoved() (major, minor int) {
	return 0, 0
}`;

const ingress = {
  introduced: '1.1',
  deprecated: '1.14',
  removed: '1.22',
  replacement: { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress' },
};

describe('a Go package of the Kubernetes API', () => {
  it('says when its kinds came and went', () => {
    const found = packageKinds(REGISTER, FUNCTIONS);
    expect(found?.apiVersion).toBe('extensions/v1beta1');
    expect(Object.fromEntries(found?.kinds ?? [])).toEqual({ Ingress: ingress, Scale: {} });
  });

  it('of the core group has an apiVersion without a group', () => {
    const register = 'const GroupName = ""\nvar V = schema.GroupVersion{Group: GroupName, Version: "v1"}';
    expect(packageKinds(register, '')?.apiVersion).toBe('v1');
  });

  it('without a version says nothing', () => {
    const register =
      'const GroupName = "apps"\nvar V = schema.GroupVersion{Group: GroupName, Version: runtime.APIVersionInternal}';
    expect(packageKinds(register, FUNCTIONS)).toBeUndefined();
  });

  it('of what webhooks are sent says nothing', () => {
    expect(packageKinds(REGISTER.replace('"extensions"', '"admission.k8s.io"'), FUNCTIONS)).toBeUndefined();
  });
});

describe('all releases together', () => {
  it('hold what the newest that has a kind says', () => {
    const releases = [release('1.20', { removed: '1.24' }), release('1.21', { removed: '1.25' })];
    expect(kindOf(releases)).toEqual({ removed: '1.25' });
  });

  it('know that a kind is gone that later ones do not have', () => {
    expect(kindOf([release('1.20', {}), release('1.21', undefined)])).toEqual({ removed: '1.21' });
  });

  it('keep the version that a kind was removed in when its type was deleted later', () => {
    expect(kindOf([release('1.9', { removed: '1.16' }), release('1.20', undefined)])).toEqual({ removed: '1.16' });
  });

  it('know when a kind came that the first one does not have', () => {
    expect(kindOf([release('1.20', undefined), release('1.21', {}), release('1.22', {})])).toEqual({
      introduced: '1.21',
    });
  });

  it('forget that a kind would have been deprecated after it went', () => {
    const releases = [release('1.34', { deprecated: '1.37', removed: '1.40' }), release('1.35', undefined)];
    expect(kindOf(releases)).toEqual({ removed: '1.35' });
  });
});

describe('what the types say, beside what API servers serve', () => {
  const file = (apiVersion: string) => ({
    kinds: { [apiVersion]: { Role: { definition: 'Role', plural: 'roles', namespaced: true } } },
  });

  it('is contradicted by a server that serves what was removed', () => {
    const kinds = { 'rbac/v1beta1': { Role: { removed: '1.22' } } };
    expect(() => confirm(kinds, new Map([['1.34', file('rbac/v1beta1')]]))).toThrow(
      'rbac/v1beta1 Role was removed in 1.22; 1.34 serves it',
    );
  });

  it('stands when the server is older than the removal', () => {
    const kinds = { 'rbac/v1beta1': { Role: { removed: '1.37' } } };
    expect(confirm(kinds, new Map([['1.36', file('rbac/v1beta1')]]))).toEqual(kinds);
  });

  it('is completed where an alpha version went without a word', () => {
    const servers = new Map([
      ['1.36', file('rbac/v1')],
      ['1.35', file('rbac/v1')],
      ['1.34', file('rbac/v1alpha1')],
    ]);
    expect(confirm({ 'rbac/v1alpha1': { Role: {} }, 'rbac/v1': { Role: {} } }, servers)).toEqual({
      'rbac/v1alpha1': { Role: { removed: '1.35' } },
      'rbac/v1': { Role: {} },
    });
  });

  it('is not completed for what came later', () => {
    const kinds = { 'rbac/v2alpha1': { Role: { introduced: '1.36' } } };
    expect(confirm(kinds, new Map([['1.35', file('rbac/v1')]]))).toEqual(kinds);
  });
});

function release(minor: string, job: Lifecycle | undefined): readonly [string, Release] {
  return [minor, new Map(job === undefined ? [] : [['batch/v2alpha1', new Map([['CronJob', job]])]])];
}

function kindOf(releases: readonly (readonly [string, Release])[]): Lifecycle | undefined {
  return sumUp(new Map(releases))['batch/v2alpha1']?.CronJob;
}
