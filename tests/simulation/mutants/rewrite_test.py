#!/usr/bin/env python3
"""What rewrite.py makes of a table, and what it refuses."""
import unittest

import rewrite


def edit(find, put="1", form="expression", file="a.cc"):
    return {"file": file, "as": form, "find": find, "put": put}


def table(*mutants):
    return {"mutant": [{"name": name, "edit": edits} for name, edits in mutants]}


class RewriteTest(unittest.TestCase):
    def rewritten(self, text, *mutants):
        return rewrite.rewrite("a.cc", text, rewrite.collect(table(*mutants))["a.cc"])

    def refused(self, text, *mutants):
        with self.assertRaises(rewrite.Fault) as caught:
            self.rewritten(text, *mutants)
        return str(caught.exception)

    def test_an_expression_is_chosen_by_the_switch(self):
        out = self.rewritten("return x;", ("m", [edit("x", "y")]))
        self.assertTrue(out.endswith(f'return ({rewrite.SWITCH}("m") ? (y) : (x));'))

    def test_two_mutants_of_one_text_are_a_chain(self):
        out = self.rewritten("f();", ("m", [edit("f();", "g();", "statement")]),
                             ("n", [edit("f();", "h();", "statement")]))
        self.assertIn('("m")) {\ng();\n} else if (', out)
        self.assertTrue(out.endswith("else {\nf();\n}"))

    def test_before_leaves_the_text_alone(self):
        self.assertTrue(self.rewritten("f();", ("m", [edit("f();", "g();", "before")])).endswith("}\nf();"))

    def test_a_text_that_is_gone_is_refused(self):
        self.assertIn("0 times", self.refused("return z;", ("m", [edit("x")])))

    def test_a_text_that_stands_twice_is_refused(self):
        self.assertIn("2 times", self.refused("x + x", ("m", [edit("x")])))

    def test_edits_that_overlap_are_refused(self):
        self.assertIn("overlap", self.refused("ab", ("m", [edit("ab")]), ("n", [edit("b")])))

    def test_an_unknown_form_and_a_name_used_twice_are_refused(self):
        self.assertIn("after", self.refused("x", ("m", [edit("x", form="after")])))
        self.assertIn("twice", self.refused("xy", ("m", [edit("x")]), ("m", [edit("y")])))
        self.assertIn("another", self.refused("x", ("m", [edit("x")]), ("n", [edit("x", form="before")])))


if __name__ == "__main__":
    unittest.main()
