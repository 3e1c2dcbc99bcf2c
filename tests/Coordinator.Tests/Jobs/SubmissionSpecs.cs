using Troupe.Dispatching;
using Troupe.Jobs;
using Troupe.Jobs.Nested;
using Troupe.Messages.Jobs;
using Troupe.Messages.Payloads;
using Troupe.Sessions;

namespace Troupe.Tests.Jobs;

/// <summary>What a worker's job submits is the word of a process that nobody trusts.</summary>
public sealed class SubmissionSpecs
{
    [Theory]
    [InlineData(-1, 4)]
    [InlineData(5, 4)]
    [InlineData(0, -1)]
    public void Numbers_of_items_that_cannot_be_are_refused(int skip, int count) =>
        Should.Throw<PayloadFormatException>(() => { _ = Submission.Read(BytesOf("Work", skip, count)); }).Message
            .ShouldContain("Invalid submission");

    [Fact]
    public void A_policy_arrives_as_it_was()
    {
        var policy = RetryPolicy.OnWorkerLoss(7).WithPoisonLimit(5).WithBackoff(TimeSpan.FromSeconds(2)).AndOn<IOException>();
        var read = Submission.Read(BytesOf("Work", 0, 4, JobOptions.Default with { Retry = policy })).Options.Policy;
        (read.Attempts, read.PoisonLimit, read.Backoff).ShouldBe((7, 5, TimeSpan.FromSeconds(2)));
        read.NextAttempt(1, new FileNotFoundException()).ShouldBe(TimeSpan.FromSeconds(2), "it is derived from what the policy names");
        read.NextAttempt(2, new WorkerLostException("")).ShouldBe(TimeSpan.FromSeconds(4));
        read.NextAttempt(1, new TimeoutException()).ShouldBeNull();
        read.NextAttempt(7, new IOException()).ShouldBeNull();
    }

    [Fact]
    public void A_name_cannot_forge_a_line_of_a_log()
    {
        var read = Submission.Read(BytesOf("Work\r\n\u202Eforged", 1, 4));
        read.Options.Name.ShouldBe(read.DisplayName);
        read.DisplayName.ShouldBe("Work\\x0d\\x0a\\u202eforged");
        (read.Skip, read.Count).ShouldBe((1, 4));
    }

    private static byte[] BytesOf(string name, int skip, int count, JobOptions? options = null)
    {
        var said = new Submission(options ?? JobOptions.Default, RunFlags.Chunk, skip, count, [1], name, new byte[4]);
        using var writer = new PayloadWriter();
        Submission.Write(writer, new NestedJob(new PoolFunction(1, name, [1]), said, 1, new WorkerId(0, 1), null!));
        return writer.WrittenSpan.ToArray();
    }
}
