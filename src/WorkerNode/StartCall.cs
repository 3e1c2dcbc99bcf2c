using System.Runtime.CompilerServices;
using Troupe.Messages.Functions;
using Troupe.Messages.Jobs;
using Troupe.Messages.Payloads;

namespace Troupe.WorkerNode;

/// <summary>
/// What is called as the worker starts: the initializer, and the factory of a hosted object. They run in the state of the code that
/// started the pool, and what they set on their thread reaches no job.
/// </summary>
internal sealed class StartCall : IJobCall
{
    private static readonly StartCall s_instance = new();

    public CancellationToken CancellationToken => CancellationToken.None;

    /// <summary>Calls it and waits for its end.</summary>
    /// <param name="call">The function and its arguments; null for none.</param>
    /// <param name="caller">The caller's state, encoded; empty for nothing.</param>
    /// <param name="functions">Where the function is resolved.</param>
    /// <param name="scratch">Takes a result that is not needed.</param>
    public static void Run(
        (byte[] Function, byte[] Arguments)? call, ReadOnlySpan<byte> caller, FunctionTable functions, PayloadWriter scratch)
    {
        if (call is { } present)
            Run(functions.Resolve(present.Function), present.Arguments, caller, scratch);
    }

    /// <summary>Calls a function that is resolved already.</summary>
    public static void Run(JobInvoker invoker, ReadOnlySpan<byte> arguments, ReadOnlySpan<byte> caller, PayloadWriter scratch)
    {
        var thread = CleanThread.Current;
        try
        {
            var state = caller.IsEmpty ? default : CallerState.Take(ref caller);
            thread.Begin(new CallerContexts().Of(thread, state.Culture));
            var reader = new PayloadReader(arguments);
            if (state.Trace.IsEmpty)
                invoker.Invoke(ref reader, s_instance, scratch);
            else
                RunTraced(invoker, ref reader, CallerTrace.Read(state.Trace), scratch);
        }
        finally
        {
            thread.End();
        }
    }

    // A method of its own: what activities need is loaded for a caller that has one.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void RunTraced(JobInvoker invoker, ref PayloadReader reader, CallerTrace trace, PayloadWriter scratch)
    {
        using var activity = new JobActivity(trace, invoker.DisplayName);
        invoker.Invoke(ref reader, s_instance, scratch);
    }
}
