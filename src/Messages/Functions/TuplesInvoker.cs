namespace Troupe.Messages.Functions;

internal sealed class TuplesInvoker<T1, T2, TRaw, TReturn>(FunctionInvokerBase function, Body<T1, T2, TRaw> body)
    : FunctionChunkInvoker<(T1, T2), TRaw, TReturn>(function)
    where TReturn : struct, IReturn<TRaw>
{
    protected override TRaw Call(object? target, (T1, T2) item, CancellationToken token) => body(target, item.Item1, item.Item2, token);
}

internal sealed class TuplesInvoker<T1, T2, T3, TRaw, TReturn>(FunctionInvokerBase function, Body<T1, T2, T3, TRaw> body)
    : FunctionChunkInvoker<(T1, T2, T3), TRaw, TReturn>(function)
    where TReturn : struct, IReturn<TRaw>
{
    protected override TRaw Call(object? target, (T1, T2, T3) item, CancellationToken token) =>
        body(target, item.Item1, item.Item2, item.Item3, token);
}

internal sealed class TuplesInvoker<T1, T2, T3, T4, TRaw, TReturn>(FunctionInvokerBase function, Body<T1, T2, T3, T4, TRaw> body)
    : FunctionChunkInvoker<(T1, T2, T3, T4), TRaw, TReturn>(function)
    where TReturn : struct, IReturn<TRaw>
{
    protected override TRaw Call(object? target, (T1, T2, T3, T4) item, CancellationToken token) =>
        body(target, item.Item1, item.Item2, item.Item3, item.Item4, token);
}
