using System.Threading.Channels;

namespace Troupe.Actors.Tests;

/// <summary>A system on manual time, with what it reports kept.</summary>
public abstract class KernelSpecs : IAsyncLifetime
{
    private readonly Channel<DeadLetter> _deadLetters = Channel.CreateUnbounded<DeadLetter>();
    private readonly Channel<ActorFailure> _failures = Channel.CreateUnbounded<ActorFailure>();

    protected KernelSpecs()
    {
        System = new ActorSystem("test", new ActorSystemOptions { TimeProvider = Time });
        System.DeadLettered += letter => _deadLetters.Writer.TryWrite(letter);
        System.Failed += failure => _failures.Writer.TryWrite(failure);
    }

    protected ManualTimeProvider Time { get; } = new();

    protected ActorSystem System { get; }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await System.DisposeAsync();

    protected TestProbe Probe(string? name = null) => new(System, name);

    protected async Task<DeadLetter> NextDeadLetter() => await _deadLetters.Reader.ReadAsync().AsTask().WaitAsync(TestExtensions.Hang);

    protected async Task<ActorFailure> NextFailure() => await _failures.Reader.ReadAsync().AsTask().WaitAsync(TestExtensions.Hang);

    protected bool NoDeadLetter() => !_deadLetters.Reader.TryPeek(out _);

    protected static OneForOneStrategy OneForOne(Directive directive, RestartBudget? budget = null) => new(_ => directive, budget ?? AtOnce(100));

    protected static AllForOneStrategy AllForOne(Directive directive, RestartBudget? budget = null) => new(_ => directive, budget ?? AtOnce(100));

    /// <summary>Restarts without delay.</summary>
    protected static RestartBudget AtOnce(int restarts) =>
        new(restarts, TimeSpan.FromMinutes(1), TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);

    /// <summary>Restarts after 1 s, 2 s, 4 s…</summary>
    protected static RestartBudget Growing(int restarts) =>
        new(restarts, TimeSpan.FromHours(1), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(60), jitter: 0);
}
