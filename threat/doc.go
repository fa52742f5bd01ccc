// Package threat fuses reports into one picture.
package threat
