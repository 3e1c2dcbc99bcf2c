using Troupe.Messages.Payloads;

namespace Troupe.Messages.Functions;

internal sealed class FunctionInvoker<TRaw, TReturn>(Body<TRaw> body, FunctionShape shape) : FunctionInvokerBase(shape)
    where TReturn : struct, IReturn<TRaw>
{
    public override void Invoke(ref PayloadReader arguments, IJobCall call, PayloadWriter result)
    {
        object? target;
        try
        {
            target = ReadTarget(ref arguments);
            arguments.RequireEnd();
        }
        catch (Exception e)
        {
            throw Undecodable(DisplayName, e);
        }

        TReturn.Complete(body(target, TakesToken ? call.CancellationToken : default), result);
    }

    public override ChunkInvoker Chunk(ChunkShape shape) => throw WrongShape(shape, 0);
}

internal sealed class FunctionInvoker<T1, TRaw, TReturn>(Body<T1, TRaw> body, FunctionShape shape) : FunctionInvokerBase(shape)
    where TReturn : struct, IReturn<TRaw>
{
    public override void Invoke(ref PayloadReader arguments, IJobCall call, PayloadWriter result)
    {
        object? target;
        T1 argument1;
        try
        {
            target = ReadTarget(ref arguments);
            argument1 = PayloadCodec<T1>.Instance.Read(ref arguments);
            arguments.RequireEnd();
        }
        catch (Exception e)
        {
            throw Undecodable(DisplayName, e);
        }

        TReturn.Complete(body(target, argument1, TakesToken ? call.CancellationToken : default), result);
    }

    public override ChunkInvoker Chunk(ChunkShape shape) =>
        shape == ChunkShape.Items ? new ItemsInvoker<T1, TRaw, TReturn>(this, body) : throw WrongShape(shape, 1);
}

internal sealed class FunctionInvoker<T1, T2, TRaw, TReturn>(Body<T1, T2, TRaw> body, FunctionShape shape) : FunctionInvokerBase(shape)
    where TReturn : struct, IReturn<TRaw>
{
    public override void Invoke(ref PayloadReader arguments, IJobCall call, PayloadWriter result)
    {
        object? target;
        T1 argument1;
        T2 argument2;
        try
        {
            target = ReadTarget(ref arguments);
            argument1 = PayloadCodec<T1>.Instance.Read(ref arguments);
            argument2 = PayloadCodec<T2>.Instance.Read(ref arguments);
            arguments.RequireEnd();
        }
        catch (Exception e)
        {
            throw Undecodable(DisplayName, e);
        }

        TReturn.Complete(body(target, argument1, argument2, TakesToken ? call.CancellationToken : default), result);
    }

    public override ChunkInvoker Chunk(ChunkShape shape) =>
        shape == ChunkShape.Tuples ? new TuplesInvoker<T1, T2, TRaw, TReturn>(this, body) : throw WrongShape(shape, 2);
}

internal sealed class FunctionInvoker<T1, T2, T3, TRaw, TReturn>(
    Body<T1, T2, T3, TRaw> body,
    FunctionShape shape) : FunctionInvokerBase(shape)
    where TReturn : struct, IReturn<TRaw>
{
    public override void Invoke(ref PayloadReader arguments, IJobCall call, PayloadWriter result)
    {
        object? target;
        T1 argument1;
        T2 argument2;
        T3 argument3;
        try
        {
            target = ReadTarget(ref arguments);
            argument1 = PayloadCodec<T1>.Instance.Read(ref arguments);
            argument2 = PayloadCodec<T2>.Instance.Read(ref arguments);
            argument3 = PayloadCodec<T3>.Instance.Read(ref arguments);
            arguments.RequireEnd();
        }
        catch (Exception e)
        {
            throw Undecodable(DisplayName, e);
        }

        TReturn.Complete(body(target, argument1, argument2, argument3, TakesToken ? call.CancellationToken : default), result);
    }

    public override ChunkInvoker Chunk(ChunkShape shape) =>
        shape == ChunkShape.Tuples ? new TuplesInvoker<T1, T2, T3, TRaw, TReturn>(this, body) : throw WrongShape(shape, 3);
}

internal sealed class FunctionInvoker<T1, T2, T3, T4, TRaw, TReturn>(
    Body<T1, T2, T3, T4, TRaw> body,
    FunctionShape shape) : FunctionInvokerBase(shape)
    where TReturn : struct, IReturn<TRaw>
{
    public override void Invoke(ref PayloadReader arguments, IJobCall call, PayloadWriter result)
    {
        object? target;
        T1 argument1;
        T2 argument2;
        T3 argument3;
        T4 argument4;
        try
        {
            target = ReadTarget(ref arguments);
            argument1 = PayloadCodec<T1>.Instance.Read(ref arguments);
            argument2 = PayloadCodec<T2>.Instance.Read(ref arguments);
            argument3 = PayloadCodec<T3>.Instance.Read(ref arguments);
            argument4 = PayloadCodec<T4>.Instance.Read(ref arguments);
            arguments.RequireEnd();
        }
        catch (Exception e)
        {
            throw Undecodable(DisplayName, e);
        }

        TReturn.Complete(body(target, argument1, argument2, argument3, argument4, TakesToken ? call.CancellationToken : default), result);
    }

    public override ChunkInvoker Chunk(ChunkShape shape) =>
        shape == ChunkShape.Tuples ? new TuplesInvoker<T1, T2, T3, T4, TRaw, TReturn>(this, body) : throw WrongShape(shape, 4);
}
