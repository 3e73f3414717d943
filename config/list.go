package config

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"time"
)

// Setting is a value and where it was found.
type Setting struct {
	Key   string `json:"key"`
	Value any    `json:"value"` // as YAML and JSON have it: a duration is text such as "5m0s"
	// From is the variable of the environment or the file that changes the setting,
	// else "default".
	From string `json:"from"`
}

// List returns every setting of the archive at root, in the order of the template,
// and where its value comes from. The error is that of Load.
func List(root string) ([]Setting, error) {
	c, err := Load(root)
	if err != nil {
		return nil, err
	}
	var list []Setting
	for key, value := range values(c) {
		s := Setting{Key: key, Value: plainValue(reflect.ValueOf(value)), From: "default"}
		name := strings.ToUpper(envPrefix + "_" + strings.ReplaceAll(key, ".", "_"))
		switch {
		case os.Getenv(name) != "":
			s.From = name
		case !reflect.DeepEqual(value, defaults()[key]):
			s.From = filepath.Join(root, FileName)
		}
		list = append(list, s)
	}
	return list, nil
}

// plainValue returns a value as the file has it: text for a duration, and the names
// of the file for fields.
func plainValue(v reflect.Value) any {
	if d, ok := v.Interface().(time.Duration); ok {
		return d.String()
	}
	switch v.Kind() {
	case reflect.Slice:
		list := make([]any, v.Len())
		for i := range list {
			list[i] = plainValue(v.Index(i))
		}
		return list
	case reflect.Struct:
		fields := make(map[string]any)
		for i := range v.NumField() {
			fields[v.Type().Field(i).Tag.Get("mapstructure")] = plainValue(v.Field(i))
		}
		return fields
	}
	return v.Interface()
}

// values yields every key of a configuration with its value, in the order of the
// template.
func values(c Config) func(yield func(string, any) bool) {
	return func(yield func(string, any) bool) {
		groups := reflect.ValueOf(c)
		for i := range groups.NumField() {
			group := groups.Field(i)
			for j := range group.NumField() {
				key := groups.Type().Field(i).Tag.Get("mapstructure") + "." + group.Type().Field(j).Tag.Get("mapstructure")
				if !yield(key, group.Field(j).Interface()) {
					return
				}
			}
		}
	}
}
