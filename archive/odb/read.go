package odb

import (
	"context"
	"errors"
	"fmt"
)

// Getter reads objects: a Store, or a Batch.
type Getter interface {
	Get(ctx context.Context, id ID) (Object, error)
}

// ErrMalformed is wrapped by the errors of objects that are there, byte for byte,
// and do not say what an object of their type must.
var ErrMalformed = errors.New("malformed")

// Read returns the content of an object, which must be of a certain type. One of
// another type is a *DamagedError.
func Read(ctx context.Context, g Getter, t Type, id ID) ([]byte, error) {
	o, err := g.Get(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", t, id, err)
	}
	if o.Type != t {
		return nil, &DamagedError{ID: id, Where: "type", Err: fmt.Errorf("it is a %s, not a %s", o.Type, t)}
	}
	return o.Data, nil
}

// IsDamage reports whether an error says that an object is missing, damaged or
// malformed: that the storage is at fault, and not the way to it.
func IsDamage(err error) bool {
	var damaged *DamagedError
	return errors.As(err, &damaged) || errors.Is(err, ErrNotFound) || errors.Is(err, ErrMalformed)
}
