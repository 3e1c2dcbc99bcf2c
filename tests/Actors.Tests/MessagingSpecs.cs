namespace Troupe.Actors.Tests;

public class MessagingSpecs : KernelSpecs
{
    [Fact]
    public async Task Messages_of_one_sender_arrive_in_order_with_their_sender()
    {
        TestProbe probe = Probe();
        ActorRef actor = System.Spawn(ScriptedActor.Props(probe.Ref));
        for (int i = 0; i < 1000; i++)
            probe.Tell(actor, i);
        for (int i = 0; i < 1000; i++)
            (await probe.ExpectMessageAsync<int>()).ShouldBe(i);
        probe.LastSender.ShouldBe(probe.Ref);
    }

    [Fact]
    public async Task A_message_told_without_a_sender_has_none()
    {
        ActorRef actor = System.Spawn(ScriptedActor.Props());
        (await actor.Get(self => self.From)).ShouldBeNull();
    }

    [Fact]
    public async Task An_awaiting_actor_works_on_nothing_else_meanwhile()
    {
        TestProbe probe = Probe();
        ActorRef actor = System.Spawn(ScriptedActor.Props(probe.Ref));
        var gate = new TaskCompletionSource();
        actor.DoAsync(async self =>
        {
            await gate.Task;
            self.Ctx.Self.Tell("self");
            probe.Ref.Tell("awaited");
        });
        actor.Tell("later");
        await probe.ExpectNoMessageAsync();
        gate.SetResult();
        (await probe.ExpectMessageAsync<string>()).ShouldBe("awaited");
        (await probe.ExpectMessageAsync<string>()).ShouldBe("later");
        (await probe.ExpectMessageAsync<string>()).ShouldBe("self");
    }

    [Fact]
    public async Task The_sender_is_still_known_after_an_await()
    {
        TestProbe probe = Probe();
        ActorRef actor = System.Spawn(ScriptedActor.Props());
        var gate = new TaskCompletionSource();
        probe.Tell(actor, (Func<ScriptedActor, Task>)(async self =>
        {
            await gate.Task;
            self.From!.Tell("answer");
        }));
        actor.Tell("other");
        gate.SetResult();
        (await probe.ExpectMessageAsync<string>()).ShouldBe("answer");
    }

    [Fact]
    public async Task A_message_to_an_ended_actor_becomes_a_dead_letter()
    {
        ActorRef actor = System.Spawn(ScriptedActor.Props());
        await System.StopAsync(actor, TestExtensions.Hang);
        TestProbe probe = Probe();
        probe.Tell(actor, "late");
        DeadLetter letter = await NextDeadLetter();
        letter.ShouldBe(new DeadLetter("late", probe.Ref, actor, DeadLetterReason.RecipientTerminated));
    }

    [Fact]
    public async Task Messages_left_in_the_mailbox_become_dead_letters()
    {
        ActorRef actor = System.Spawn(ScriptedActor.Props());
        var gate = new TaskCompletionSource();
        await actor.Occupy(gate);
        actor.Tell("left");
        Task stopped = System.StopAsync(actor, Timeout.InfiniteTimeSpan);
        gate.SetResult();
        await stopped.WaitAsync(TestExtensions.Hang);
        (await NextDeadLetter()).Message.ShouldBe("left");
    }

    [Fact]
    public async Task A_message_told_to_dead_letters_or_unhandled_is_reported()
    {
        System.DeadLetters.Tell("nobody");
        (await NextDeadLetter()).Reason.ShouldBe(DeadLetterReason.NoRecipient);
        ActorRef actor = System.Spawn(Props.Create<UnwillingActor>());
        actor.Tell("unwanted");
        DeadLetter letter = await NextDeadLetter();
        letter.Reason.ShouldBe(DeadLetterReason.Unhandled);
        letter.Recipient.ShouldBe(actor);
    }

    [Fact]
    public async Task What_a_dead_letter_handler_throws_reaches_nobody_and_other_handlers_still_run()
    {
        await using var system = new ActorSystem("faulty");
        bool second = false;
        system.DeadLettered += _ => throw new InvalidOperationException("handler");
        system.DeadLettered += _ => second = true;
        system.DeadLetters.Tell("x");
        second.ShouldBeTrue();
    }

    [Fact]
    public async Task A_full_mailbox_refuses_at_the_call_or_drops_the_newest()
    {
        var gate = new TaskCompletionSource();
        ActorRef refusing = System.Spawn(ScriptedActor.Props().WithMailbox(2));
        ActorRef dropping = System.Spawn(ScriptedActor.Props().WithMailbox(2, MailboxFullMode.DropNewest));
        foreach (ActorRef actor in new[] { refusing, dropping })
        {
            await actor.Occupy(gate);
            actor.Tell(1);
            actor.Tell(2);
        }

        MailboxFullException full = Should.Throw<MailboxFullException>(() => refusing.Tell(3));
        full.Message.ShouldContain("/user/");
        full.Capacity.ShouldBe(2);
        dropping.Tell(3);
        (await NextDeadLetter()).Reason.ShouldBe(DeadLetterReason.MailboxFull);
        gate.SetResult();
    }

    [Fact]
    public async Task A_place_in_a_bounded_mailbox_is_free_again_once_its_message_is_worked_on()
    {
        ActorRef actor = System.Spawn(ScriptedActor.Props().WithMailbox(1));
        for (int i = 0; i < 50; i++)
            (await actor.Get(_ => i)).ShouldBe(i);
    }

    [Fact]
    public async Task The_batch_end_comes_once_the_mailbox_is_empty()
    {
        ActorRef actor = System.Spawn(ScriptedActor.Props());
        var gate = new TaskCompletionSource();
        var ended = new TaskCompletionSource<int>();
        int seen = 0;
        await actor.Run(self => self.BatchEnd = () =>
        {
            if (seen > 0)
                ended.TrySetResult(seen);
        });
        actor.DoAsync(_ => gate.Task);
        for (int i = 0; i < 10; i++)
            actor.Do(_ => seen++);
        gate.SetResult();
        (await ended.Task.WaitAsync(TestExtensions.Hang)).ShouldBe(10);
    }

    [Fact]
    public async Task A_long_batch_ends_every_256_messages()
    {
        ActorRef actor = System.Spawn(ScriptedActor.Props());
        var gate = new TaskCompletionSource();
        var batches = new List<int>();
        var done = new TaskCompletionSource();
        int seen = 0;
        await actor.Run(self => self.BatchEnd = () =>
        {
            batches.Add(seen);
            seen = 0;
            if (batches.Sum() == 600)
                done.TrySetResult();
        });
        actor.DoAsync(_ => gate.Task);
        for (int i = 0; i < 600; i++)
            actor.Do(_ => seen++);
        gate.SetResult();
        await done.Task.WaitAsync(TestExtensions.Hang);
        batches.Max().ShouldBeLessThanOrEqualTo(256);
    }

    [Fact]
    public async Task What_a_batch_end_throws_goes_to_supervision()
    {
        ActorRef actor = System.Spawn(ScriptedActor.Props());
        actor.Do(self => self.BatchEnd = () => throw new InvalidOperationException("flush"));
        ActorFailure failure = await NextFailure();
        failure.Exception.Message.ShouldBe("flush");
        failure.Message.ShouldBeNull();
        (await actor.Get(self => self.BatchEnd)).ShouldBeNull();
    }

    [Fact]
    public async Task A_stopping_actor_ends_its_batch_before_it_stops()
    {
        var life = new List<string>();
        ActorRef actor = System.Spawn(ScriptedActor.Props(life: life.Add));
        TestProbe probe = Probe();
        probe.Watch(actor);
        actor.Do(self =>
        {
            self.BatchEnd = () => life.Add("flush");
            self.Ctx.StopSelf();
        });
        await probe.ExpectTerminatedAsync(actor);
        life.ShouldBe(["PreStart", "flush", "PostStop"]);
    }

    [Fact]
    public async Task The_result_of_a_task_comes_as_a_message_of_the_actors_own()
    {
        TestProbe probe = Probe();
        ActorRef actor = System.Spawn(ScriptedActor.Props(probe.Ref));
        var work = new TaskCompletionSource<int>();
        await actor.Run(self => self.Ctx.PipeToSelf(work.Task, n => n + 1, error => error));
        work.SetResult(1);
        (await probe.ExpectMessageAsync<int>()).ShouldBe(2);
        await actor.Run(self => self.Ctx.PipeToSelf(Task.FromException<int>(new FormatException("bad")), n => n, error => error));
        (await probe.ExpectMessageAsync<FormatException>()).Message.ShouldBe("bad");
        await actor.Run(self => self.Ctx.PipeToSelf(Task.FromCanceled<int>(new CancellationToken(true)), n => n, error => error));
        await probe.ExpectMessageAsync<TaskCanceledException>();
    }

    private sealed class UnwillingActor : Actor
    {
        protected override ValueTask ReceiveAsync(object message)
        {
            Unhandled(message);
            return default;
        }
    }
}
