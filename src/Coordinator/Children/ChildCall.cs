using Troupe.Coordination;
using Troupe.Jobs;
using Troupe.Sessions;

namespace Troupe.Children;

/// <summary>
/// What a call for a child is encoded against, before anything is started: what cannot travel throws at the call and
/// leaves nothing behind.
/// </summary>
internal sealed class ChildCall : IPoolBackend
{
    private ChildCall(ChildProcessOptions options)
    {
        Settings = options;
        Options = options.ToPoolOptions();
        Rules = Options.ToCallRules();
        Life = new ChildLife(options.Name ?? ChildLife.NextName());
    }

    public ChildProcessOptions Settings { get; }

    public ChildLife Life { get; }

    public int Workers => 1;

    public bool TakesFromAnyThread => false;

    public ProcessPoolOptions Options { get; }

    public CallRules Rules { get; }

    public JobOptions DefaultJobOptions => JobOptions.Default;

    public FunctionRegistry Functions { get; } = new();

    public Admission? Admission => null;

    public Exception? Closed => null;

    public static ChildCall Prepare(ChildProcessOptions? options, out ChildCall call)
    {
        options = options is null ? new ChildProcessOptions() : options with { };
        options.Validate();
        return call = new ChildCall(options);
    }

    public LocalBackend Open() => LocalBackend.Open(Options, Functions, Life);

    public void Submit(Job job) => throw new NotSupportedException("A child's job is submitted to the machinery that Open gives.");

    public void Cancel(Job job) => throw new NotSupportedException("A child is ended as a process.");

    public void CallbackFailed(Exception error) => throw new NotSupportedException("A child's job has no callbacks.");
}
