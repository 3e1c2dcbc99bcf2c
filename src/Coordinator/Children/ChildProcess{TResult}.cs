using Troupe.Children;
using Troupe.Jobs;

namespace Troupe;

/// <summary>A function with a result that runs in a process of its own; see <see cref="ChildProcess"/>.</summary>
/// <typeparam name="TResult">The type of the result.</typeparam>
public sealed class ChildProcess<TResult> : ChildProcess
{
    internal ChildProcess(ChildCall call, CallJob<TResult> job)
        : base(call, job, job.Task) => Result = job.Task;

    /// <summary>What the function returns, as soon as it has ended; see <see cref="ChildProcess.Completion"/> for how it fails.</summary>
    public Task<TResult> Result { get; }
}
