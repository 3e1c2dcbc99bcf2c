namespace Troupe.Messages.Functions;

// A function in the shape invokers call: emitted once per function by BodyEmitter, which drops what the function does not take.
internal delegate TRaw Body<TRaw>(object? target, CancellationToken token);

internal delegate TRaw Body<T1, TRaw>(object? target, T1 argument1, CancellationToken token);

internal delegate TRaw Body<T1, T2, TRaw>(object? target, T1 argument1, T2 argument2, CancellationToken token);

internal delegate TRaw Body<T1, T2, T3, TRaw>(object? target, T1 argument1, T2 argument2, T3 argument3, CancellationToken token);

internal delegate TRaw Body<T1, T2, T3, T4, TRaw>(
    object? target,
    T1 argument1,
    T2 argument2,
    T3 argument3,
    T4 argument4,
    CancellationToken token);
