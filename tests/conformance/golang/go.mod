module conformance/steps

go 1.26.0
