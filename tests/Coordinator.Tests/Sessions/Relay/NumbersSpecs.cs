using Troupe.Sessions.Relay;

namespace Troupe.Tests.Sessions.Relay;

/// <summary>The numbers by which the two ends of a relayed session go on after a cut.</summary>
public sealed class NumbersSpecs
{
    [Fact]
    public void A_message_that_has_come_before_is_dropped_and_a_gap_is_refused()
    {
        var inbox = new Inbox();
        inbox.TryReceive(1).ShouldBeTrue();
        inbox.TryReceive(2).ShouldBeTrue();
        inbox.TryReceive(1).ShouldBeFalse();
        inbox.TryReceive(2).ShouldBeFalse();
        Should.Throw<PayloadFormatException>(() => inbox.TryReceive(4)).Message.ShouldContain("4");
        (inbox.Received, inbox.Processed).ShouldBe((2, 2));
    }

    [Fact]
    public void What_is_taken_later_holds_up_the_acknowledgement_of_what_follows()
    {
        var inbox = new Inbox();
        _ = inbox.TryReceive(1);
        inbox.Hold();
        _ = inbox.TryReceive(2);
        _ = inbox.TryReceive(3);
        inbox.Hold();
        (inbox.Received, inbox.Processed).ShouldBe((3, 0));
        _ = inbox.TryReceive(4);
        inbox.Hold();
        inbox.Release(3);
        inbox.Processed.ShouldBe(0);
        inbox.Release(1);
        inbox.Processed.ShouldBe(3);
        inbox.Release(4);
        inbox.Processed.ShouldBe(4);
    }

    [Fact]
    public void What_is_not_acknowledged_is_kept_and_what_was_not_received_is_sent_again()
    {
        var outbox = OutboxOf(5);
        outbox.OnHanded();
        outbox.Acknowledge(2);
        outbox.Acknowledge(1);
        (outbox.Acknowledged, outbox.Last).ShouldBe((2, 5));
        outbox.After(3).Select(message => message[0]).ShouldBe(new byte[] { 4, 5 });
        outbox.After(2).Count().ShouldBe(3);
        outbox.After(5).ShouldBeEmpty();
    }

    [Fact]
    public void What_cannot_have_come_is_neither_acknowledged_nor_received()
    {
        var outbox = OutboxOf(3);
        outbox.OnHanded();
        outbox.Add([4]);
        outbox.Acknowledge(2);
        Should.Throw<PayloadFormatException>(() => outbox.Acknowledge(4));
        Should.Throw<PayloadFormatException>(() => outbox.After(4));
        Should.Throw<PayloadFormatException>(() => outbox.After(1));
    }

    private static Outbox OutboxOf(int messages)
    {
        var outbox = new Outbox();
        for (byte number = 1; number <= messages; number++)
            outbox.Add([number]);
        return outbox;
    }
}
