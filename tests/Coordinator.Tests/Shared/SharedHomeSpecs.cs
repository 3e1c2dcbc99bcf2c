using Troupe.Messages.Payloads;
using Troupe.SharedState;
using Troupe.SharedState.Channels;
using Troupe.SharedState.Dictionaries;
using Troupe.SharedState.FastPaths;
using Troupe.SharedState.Locks;
using Troupe.SharedState.Pipes;

namespace Troupe.Tests.Shared;

/// <summary>What every home of a shared object does, whatever it is the home of.</summary>
public sealed class SharedHomeSpecs
{
    private const long Largest = 4096;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Answers_to_one_process_come_in_the_order_in_which_they_were_decided_whoever_asks_on_however_many_threads()
    {
        const int Items = 20_000;
        const int Writers = 4;
        var home = new ChannelHome(int.MaxValue, WriterLoss.Ignored, Largest);
        var reader = new MortalPeer();
        for (ulong number = 1; number <= Items; number++)
            home.Handle(reader, Ask(ItemOperation.Read, number, 0, 1, 0));
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(() =>
        {
            var writer = new MortalPeer();
            for (ulong number = 1; number <= Items / Writers; number++)
                home.Handle(writer, Ask(ItemOperation.Write, number, 0, 1, 7));
        }))).WaitAsync(s_patience);
        // One thread may still deliver what others have left to it.
        SpinWait.SpinUntil(() => reader.Answers.Count == Items, s_patience).ShouldBeTrue();
        reader.Answers.ShouldBe(Enumerable.Range(1, Items).Select(number => (ulong)number));
        home.Stop();
    }

    [Fact]
    public void No_answer_is_delivered_under_the_objects_lock()
    {
        var home = new EventHome(isSet: true);
        var other = new MortalPeer();
        var asked = false;
        var curious = new MortalPeer
        {
            OnAnswer = () => asked = IsDoneByAnotherThread(() => home.Handle(other, Ask(EventOperation.IsSet, 1))),
        };
        home.Handle(curious, Ask(EventOperation.IsSet, 1));
        asked.ShouldBeTrue();
        other.Answers.ShouldBe([1ul]);
    }

    private static bool IsDoneByAnotherThread(Action what)
    {
        var thread = new Thread(() => what()) { IsBackground = true };
        thread.Start();
        return thread.Join(s_patience);
    }

    [Fact]
    public void Whatever_an_object_has_answered_comes_before_the_word_of_its_end()
    {
        var home = new EventHome(isSet: false);
        var (waiting, never) = (new MortalPeer(), new MortalPeer());
        home.Handle(waiting, Ask(EventOperation.Wait, 1));
        home.Handle(waiting, Ask(EventOperation.Set, 2, 1));
        home.Stop();
        waiting.Answers.ShouldBe([2ul, 1ul]);
        waiting.EndOfObject.ShouldBe("");
        never.EndOfObject.ShouldBeNull("it has never used it");
        home.Handle(never, Ask(EventOperation.IsSet, 1));
        never.EndOfObject.ShouldBe("", "it comes too late");
    }

    [Fact]
    public void An_answer_that_the_link_of_its_asker_does_not_carry_is_refused_and_others_get_it()
    {
        var home = new ListHome(Largest);
        var (small, large) = (new MortalPeer(largestAnswer: 100), new MortalPeer());
        home.Handle(large, Ask(CellOperation.Add, 1, new byte[500]));
        home.Handle(small, Ask(CellOperation.Get, 1, 4, 0, 0, 0, 0));
        small.Last.Code.ShouldBe(ReplyCode.TooLarge);
        home.Handle(large, Ask(CellOperation.Get, 2, 4, 0, 0, 0, 0));
        large.Last.Code.ShouldBe(ReplyCode.Done);
        large.EndOfObject.ShouldBeNull();
    }

    [Theory]
    [InlineData(99)]
    [InlineData(CellOperation.Get)]
    public void A_request_that_no_honest_process_sends_is_the_fault_of_who_sent_it_and_harms_nobody_else(byte operation)
    {
        var home = new ListHome(Largest);
        var (bad, good) = (new MortalPeer(), new MortalPeer());
        Should.Throw<PayloadFormatException>(() => home.Handle(bad, Ask(operation, 1, 1, 0)));
        Should.Throw<PayloadFormatException>(() => home.Handle(bad, []));
        home.Handle(good, Ask(CellOperation.Count, 1));
        good.Last.Code.ShouldBe(ReplyCode.Done);
    }

    [Fact]
    public void A_pipe_that_others_have_closed_at_both_ends_is_known_no_longer()
    {
        var home = new PipeHome(8, Largest);
        var reference = SharedReference.Create("pipe", home);
        var (first, second) = (new MortalPeer(), new MortalPeer());
        home.Handle(first, Ask(PipeOperation.Close, 1, 0));
        SharedHomes.Find(home.Number).ShouldBe(home);
        home.Handle(second, Ask(PipeOperation.Close, 1, 1));
        SharedHomes.Find(home.Number).ShouldBeNull();
        SharedReference.Known(reference.Address).ShouldBeNull();
        reference.Ended.ShouldNotBeNull();
        (first.EndOfObject, second.EndOfObject).ShouldBe(("", ""));
    }

    private static byte[] Ask(byte operation, ulong number, params byte[] rest)
    {
        using var writer = new PayloadWriter();
        writer.WriteByte(operation);
        writer.WriteVarUInt64(number);
        writer.WriteVarUInt64(1); // The job.
        writer.WriteSpan(rest);
        return writer.WrittenSpan.ToArray();
    }
}
