// Reads YAML documents as Kubernetes' own tools do, and writes them as JSON: a list of {"value"} or {"error"}.
//
// Standard input is a JSON list of texts, so that one text that cannot be read does not end the run.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"sigs.k8s.io/yaml"
)

type result struct {
	Value json.RawMessage `json:"value,omitempty"`
	Error string          `json:"error,omitempty"`
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	var texts []string
	if err := json.NewDecoder(os.Stdin).Decode(&texts); err != nil {
		return err
	}
	results := make([]result, len(texts))
	for i, text := range texts {
		value, err := yaml.YAMLToJSONStrict([]byte(text))
		if err != nil {
			results[i].Error = err.Error()
			continue
		}
		results[i].Value = value
	}
	return json.NewEncoder(os.Stdout).Encode(results)
}
