namespace Troupe.Messages.Functions;

internal sealed class ItemsInvoker<T1, TRaw, TReturn>(FunctionInvokerBase function, Body<T1, TRaw> body)
    : FunctionChunkInvoker<T1, TRaw, TReturn>(function)
    where TReturn : struct, IReturn<TRaw>
{
    protected override TRaw Call(object? target, T1 item, CancellationToken token) => body(target, item, token);
}
