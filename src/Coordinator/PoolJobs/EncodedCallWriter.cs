using Troupe.Jobs;
using Troupe.Messages.Functions;
using Troupe.Messages.Payloads;

namespace Troupe.PoolJobs;

/// <summary>Encodes a <see cref="EncodedCall"/>.</summary>
internal readonly ref struct EncodedCallWriter
{
    private readonly Function _function;
    private readonly PayloadWriter _writer;

    private EncodedCallWriter(Function function, PayloadWriter writer) => (_function, _writer) = (function, writer);

    public static EncodedCallWriter Begin(Delegate function)
    {
        ArgumentNullException.ThrowIfNull(function);
        var known = Function.Of(function, FunctionRole.Plain);
        var writer = new PayloadWriter();
        if (known.HasTarget)
            known.WriteTarget(writer, function);
        return new EncodedCallWriter(known, writer);
    }

    public EncodedCallWriter With<T>(T argument)
    {
        PayloadCodec<T>.Instance.Write(_writer, argument);
        return this;
    }

    public EncodedCall Returning<TResult>(IResultReader<TResult> reader)
    {
        using (_writer)
            return new EncodedCall<TResult>(_function, _writer, reader);
    }
}
