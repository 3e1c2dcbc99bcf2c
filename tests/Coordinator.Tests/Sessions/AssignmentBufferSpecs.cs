using Troupe.Links;
using Troupe.Messages.Frames;
using Troupe.Messages.Jobs;
using Troupe.Sessions;

namespace Troupe.Tests.Sessions;

public sealed class AssignmentBufferSpecs : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly AssignmentBuffer _given = new();
    private readonly NotedLink _link = new();
    private ulong _last;

    public void Dispose() => _link.Dispose();

    [Fact]
    public void A_worker_that_has_nothing_to_do_is_written_its_job_at_once()
    {
        Give(1);
        _given.IsDue(_link).ShouldBeTrue();
        _given.IsDue(_link).ShouldBeFalse("it is being written");
    }

    [Fact]
    public void Jobs_for_a_busy_worker_gather_until_its_next_results_come()
    {
        Give(2);
        _given.IsDue(_link).ShouldBeTrue();
        Give(3);
        _given.IsDue(_link).ShouldBeFalse();
        _given.OnCompleted(1).ShouldBeTrue("its results are here, and three more were given");
        _given.OnCompleted(1).ShouldBeFalse("all are written");
    }

    [Fact]
    public void When_much_has_gathered_it_is_written_for_a_busy_worker_too()
    {
        Give(1);
        _given.IsDue(_link).ShouldBeTrue();
        _link.Flush();
        Give(1, new byte[10_000]);
        _given.IsDue(_link).ShouldBeTrue();
    }

    [Fact]
    public void For_a_worker_whose_job_lasts_nothing_gathers()
    {
        Give(1);
        _given.IsDue(_link).ShouldBeTrue();
        Give(1);
        _given.IsDue(_link).ShouldBeFalse();
        _given.Overrunning = true;
        _given.IsDue(_link).ShouldBeTrue();
    }

    [Fact]
    public void A_function_is_defined_once()
    {
        Give(3);
        _link.Flush();
        _link.Kinds.Count(kind => kind == FrameKind.Define).ShouldBe(1);
        _link.Kinds.Count(kind => kind == FrameKind.Run).ShouldBe(3);
    }

    // Whoever gives looks at what has left, and whoever takes results at what was given: one of the two has to write.
    [Fact]
    public async Task No_job_stays_unwritten_while_results_come_in_on_another_thread()
    {
        const int Jobs = 200_000;
        using var link = new CountingLink();
        var giver = Task.Factory.StartNew(() =>
        {
            for (var job = 1ul; job <= Jobs; job++)
            {
                _given.Add(new Assignment(job, 1, default, default), link);
                if (_given.IsDue(link))
                    link.Flush();
            }
        }, TaskCreationOptions.LongRunning);
        var left = 0;
        while (left < Jobs)
        {
            var more = 0;
            SpinWait.SpinUntil(() => (more = link.Runs - left) > 0, s_patience)
                .ShouldBeTrue($"{left} jobs have left, and the others are not written");
            left += more;
            if (_given.OnCompleted(more))
                link.Flush();
        }
        await giver;
    }

    /// <summary>Counts the jobs that were written; their frames have nothing behind the head.</summary>
    private sealed class CountingLink : Link
    {
        private int _bytes;

        public int Runs => (Volatile.Read(ref _bytes) - FrameHeader.Size) / (FrameHeader.Size + RunHead.Size);

        protected override int ReadBytes(Span<byte> destination) => 0;

        protected internal override int TryWriteBytes(ReadOnlySpan<byte> source) => WriteBytes(source);

        protected internal override int WriteBytes(ReadOnlySpan<byte> source)
        {
            Interlocked.Add(ref _bytes, source.Length);
            return source.Length;
        }

        protected override void CloseTransport()
        {
        }
    }

    private void Give(int count, byte[]? arguments = null)
    {
        for (var i = 0; i < count; i++)
            _given.Add(new Assignment(++_last, 1, new byte[4], arguments ?? new byte[4]) { Attempt = 1 }, _link);
    }
}
