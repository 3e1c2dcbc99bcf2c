using System.Runtime.CompilerServices;
using Troupe.Control;

namespace Troupe.Tests.Control;

/// <summary>One system for all that need one.</summary>
public sealed class SharedActorSystemSpecs
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private int _made;

    [Fact]
    public async Task All_users_have_the_same_system_and_the_last_one_ends_it()
    {
        var shared = new SharedActorSystem(Make);
        var uses = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(shared.UseAsync))).WaitAsync(s_patience);
        uses.Select(use => use.System).Distinct().Count().ShouldBe(1);

        foreach (var use in uses[1..])
            (await use.EndAsync(s_patience)).ShouldBeTrue();
        uses[0].System.WhenTerminated.IsCompleted.ShouldBeFalse();

        (await uses[0].EndAsync(s_patience)).ShouldBeTrue();
        await uses[0].System.WhenTerminated.WaitAsync(s_patience);
        _made.ShouldBe(1);
    }

    [Fact]
    public async Task A_use_that_is_ended_twice_counts_once()
    {
        var shared = new SharedActorSystem(Make);
        var (one, other) = (await shared.UseAsync(), await shared.UseAsync());

        await one.EndAsync(s_patience);
        await one.EndAsync(s_patience);

        other.System.WhenTerminated.IsCompleted.ShouldBeFalse();
        await other.EndAsync(s_patience);
    }

    [Fact]
    public async Task After_the_end_the_next_user_gets_another_one()
    {
        var shared = new SharedActorSystem(Make);
        var first = await shared.UseAsync();
        var ended = first.EndAsync(s_patience);

        var second = await shared.UseAsync();

        second.System.ShouldNotBeSameAs(first.System);
        (await ended).ShouldBeTrue();
        second.System.WhenTerminated.IsCompleted.ShouldBeFalse();
        await second.EndAsync(s_patience);
    }

    [Fact]
    public async Task An_error_goes_to_all_who_asked_and_the_next_to_ask_tries_again()
    {
        using var asked = new CountdownEvent(3);
        var shared = new SharedActorSystem(() => _made == 0 ? Fail(asked) : Make());
        var waiting = Enumerable.Range(0, 3).Select(_ => shared.UseAsync()).ToArray();
        asked.Signal(3);

        foreach (var one in waiting)
            (await Should.ThrowAsync<InvalidOperationException>(one.WaitAsync(s_patience))).Message.ShouldBe("as meant");

        var use = await shared.UseAsync();
        use.System.WhenTerminated.IsCompleted.ShouldBeFalse();
        (await use.EndAsync(s_patience)).ShouldBeTrue();
    }

    [Fact]
    public async Task It_is_not_made_on_the_thread_that_asks()
    {
        var thread = Environment.CurrentManagedThreadId;
        var maker = thread;
        var shared = new SharedActorSystem(() =>
        {
            maker = Environment.CurrentManagedThreadId;
            return Make();
        });

        var use = await shared.UseAsync();

        maker.ShouldNotBe(thread);
        await use.EndAsync(s_patience);
    }

    [Fact]
    public async Task An_ended_system_is_let_go_of()
    {
        var shared = new SharedActorSystem(Make);
        var left = await UsedAndEnded(shared);
        for (var waited = 0; left.IsAlive && waited < 300; waited++)
        {
            await Task.Delay(10);
            GC.Collect();
        }
        left.IsAlive.ShouldBeFalse();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> UsedAndEnded(SharedActorSystem shared)
    {
        var use = await shared.UseAsync();
        var system = new WeakReference(use.System);
        await use.EndAsync(s_patience);
        return system;
    }

    private LocalActorSystem Fail(CountdownEvent asked)
    {
        Interlocked.Increment(ref _made);
        asked.Wait(s_patience);
        throw new InvalidOperationException("as meant");
    }

    private LocalActorSystem Make()
    {
        Interlocked.Increment(ref _made);
        return LocalActorSystem.Create(TimeProvider.System);
    }
}
