using System.Buffers.Binary;
using Troupe.Jobs;
using Troupe.Messages.Payloads;

namespace Troupe.Tests.Jobs;

/// <summary>What a worker's job submits is the word of a process that nobody trusts.</summary>
public sealed class SubmissionSpecs
{
    // Behind two times, the priority, a retry policy that names no error, the attempt and the marks.
    private const int SkipPlace = 34;
    private const int CountPlace = SkipPlace + sizeof(int);

    [Theory]
    [InlineData(-1, 4)]
    [InlineData(5, 4)]
    [InlineData(0, -1)]
    public void Numbers_of_items_that_cannot_be_are_refused(int skip, int count)
    {
        var bytes = BytesOf("Work");
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(SkipPlace), skip);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(CountPlace), count);
        Should.Throw<PayloadFormatException>(() => { _ = Submission.Read(bytes); }).Message.ShouldContain("cannot be");
    }

    [Fact]
    public void A_policy_arrives_as_it_was()
    {
        var policy = RetryPolicy.OnWorkerLoss(7).WithPoisonLimit(5).WithBackoff(TimeSpan.FromSeconds(2)).AndOn<IOException>();
        var read = Submission.Read(BytesOf("Work", JobOptions.Default with { Retry = policy })).Options.Policy;
        (read.Attempts, read.PoisonLimit, read.Backoff).ShouldBe((7, 5, TimeSpan.FromSeconds(2)));
        read.NextAttempt(1, new FileNotFoundException()).ShouldBe(TimeSpan.FromSeconds(2), "it is derived from what the policy names");
        read.NextAttempt(2, new WorkerLostException("")).ShouldBe(TimeSpan.FromSeconds(4));
        read.NextAttempt(1, new TimeoutException()).ShouldBeNull();
        read.NextAttempt(7, new IOException()).ShouldBeNull();
    }

    [Fact]
    public void A_name_cannot_forge_a_line_of_a_log()
    {
        var read = Submission.Read(BytesOf("Work\r\n\u202Eforged"));
        read.Options.Name.ShouldBe(read.DisplayName);
        read.DisplayName.ShouldBe("Work\\x0d\\x0a\\u202eforged");
    }

    private static byte[] BytesOf(string name, JobOptions? options = null)
    {
        using var writer = new PayloadWriter();
        Submission.Write(writer, new CallJob<int>(new PoolFunction(1, name, [1]), new byte[4], options ?? JobOptions.Default, DeclaredResult<int>.Instance));
        return writer.WrittenSpan.ToArray();
    }
}
