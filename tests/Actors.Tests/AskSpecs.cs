namespace Troupe.Actors.Tests;

public class AskSpecs : KernelSpecs
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task The_answer_to_a_question_comes_back()
    {
        ActorRef actor = System.Spawn(ScriptedActor.Props());
        (await Ask<int>(actor, 42)).ShouldBe(42);
        await Should.ThrowAsync<InvalidCastException>(() => Ask<string>(actor, 42));
    }

    [Fact]
    public async Task A_failure_or_an_exception_as_answer_is_thrown()
    {
        ActorRef actor = System.Spawn(ScriptedActor.Props());
        (await Should.ThrowAsync<FormatException>(() => Ask<int>(actor, new Status.Failure(new FormatException("a"))))).Message.ShouldBe("a");
        (await Should.ThrowAsync<FormatException>(() => Ask<object>(actor, new FormatException("b")))).Message.ShouldBe("b");
        (await Ask<Exception>(actor, new FormatException("c"))).Message.ShouldBe("c");
    }

    [Fact]
    public async Task An_unanswered_question_times_out_and_names_actor_and_question()
    {
        ActorRef actor = System.Spawn(ScriptedActor.Props(), "silent");
        Task<int> answer = actor.AskAsync<int>("hello?", s_second);
        await Time.WaitForTimersAsync(1);
        Time.Advance(s_second);
        TimeoutException timeout = await Should.ThrowAsync<TimeoutException>(() => answer.WaitAsync(TestExtensions.Hang));
        timeout.Message.ShouldContain("/user/silent");
        timeout.Message.ShouldContain("System.String");
        Time.ActiveTimers.ShouldBe(0);
    }

    [Fact]
    public async Task Asking_an_actor_that_has_ended_or_ends_fails_at_once()
    {
        ActorRef actor = System.Spawn(ScriptedActor.Props());
        Task<int> answer = actor.AskAsync<int>("hello?", s_second);
        await System.StopAsync(actor, Timeout.InfiniteTimeSpan);
        (await Should.ThrowAsync<ActorTerminatedException>(() => answer.WaitAsync(TestExtensions.Hang))).Actor.ShouldBe(actor);
        await Should.ThrowAsync<ActorTerminatedException>(() => actor.AskAsync<int>("hello?", s_second).WaitAsync(TestExtensions.Hang));
    }

    [Fact]
    public async Task An_ask_can_be_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        ActorRef actor = System.Spawn(ScriptedActor.Props());
        Task<int> answer = actor.AskAsync<int>("hello?", Timeout.InfiniteTimeSpan, cancel.Token);
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => answer.WaitAsync(TestExtensions.Hang));
    }

    private static Task<T> Ask<T>(ActorRef actor, object answer) =>
        actor.AskAsync<T>((Action<ScriptedActor>)(self => self.From!.Tell(answer)), s_second).WaitAsync(TestExtensions.Hang);
}
