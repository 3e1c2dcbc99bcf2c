using Troupe.Jobs;
using Troupe.Messages.Functions;
using Troupe.Messages.Payloads;

namespace Troupe.PoolJobs;

/// <summary>Encodes a <see cref="ToldCall"/>.</summary>
internal readonly ref struct ToldCallWriter
{
    private readonly Function _function;
    private readonly PayloadWriter _writer;

    private ToldCallWriter(Function function, PayloadWriter writer) => (_function, _writer) = (function, writer);

    public static ToldCallWriter Begin(Delegate function)
    {
        ArgumentNullException.ThrowIfNull(function);
        var known = Function.Of(function, FunctionRole.Plain);
        var writer = new PayloadWriter();
        if (known.HasTarget)
            known.WriteTarget(writer, function);
        return new ToldCallWriter(known, writer);
    }

    public ToldCallWriter With<T>(T argument)
    {
        PayloadCodec<T>.Instance.Write(_writer, argument);
        return this;
    }

    public ToldCall Returning<TResult>(IResultReader<TResult> reader)
    {
        using (_writer)
            return new ToldCall<TResult>(_function, _writer, reader);
    }
}
