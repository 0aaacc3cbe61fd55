"""Tests in a process of their own, joined to the student's process by a socket.

The tester (`tester.run_test`) is trusted; it runs the instructor's test cell. The other process
is a fork of the student's kernel (`serving.serve`) and may be hostile in any way. Between them is
a `link.Link`. The tester never unpickles, evaluates or believes what comes over it:

- **Data** crosses by value, exact types only (`codec`): what Python, NumPy, SciPy's sparse
  matrices, pandas and PyTorch have of plain values. The tester compares its own copy.
- **All else is a reference** (`references`), to be called, read, set, indexed, iterated, entered,
  converted and shown. It refuses comparison, arithmetic, truth value and hash with an
  `OpaqueError`, for these would leave the verdict, or the expected value, to the student's object.
- **Functions of the test** reach the student's code as functions that can be called, with name,
  docstring and parameter names, and nothing else of the test.
- **Arguments changed in place** change in the tester; an argument or a view of one that is
  returned is the same object or a view of it there.
- **Files** of the student's folder cross as bytes, within a bound; one that is run as a module is a
  reference (`aicourse.learner`).
- **Exceptions** come as their own class where both sides have it, and marked: an assertion of the
  test is told from one that the student's code raised.

What a student can win by lying: ``isinstance`` and ``issubclass`` of a class that holds no data,
which deriving from it would win as well; whatever a test believes of an object's own methods
(``model.score``, ``__contains__`` of an object that cannot be iterated, ``__len__``). No lie
makes a comparison true that the tester makes, or ends a test cell early.

What one process has and this has not, so that such test cells must run in the student's kernel:

- operators of the student's own classes, ``==`` among them, and their objects as keys;
- classes of the test that derive from the student's, and objects of the test's own classes or of
  libraries (a fitted estimator) as arguments; coroutines of the student;
- whatever reaches into the interpreter: patched builtins (``input``), ``mock.patch``,
  ``inspect.getsource``, ``plt.gcf()``, recorded warnings, gradients through a graph;
- a global container or an attribute of the student's that the test changes in place: it has a
  copy. An argument that the student's code keeps and changes in a later call: the change in the
  later call is not seen. ``result.base is argument``: memory is shared, the base differs;
- references kept from one test cell to the next, where each has a fork of its own.
"""
