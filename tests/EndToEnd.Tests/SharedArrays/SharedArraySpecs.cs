using Troupe.EndToEnd.Tests.Jobs;
using Troupe.EndToEnd.Tests.Pool;

namespace Troupe.EndToEnd.Tests.SharedArrays;

public sealed class SharedArraySpecs : PoolSpecs
{
    [Fact]
    public async Task What_one_process_writes_all_others_see()
    {
        await using var pool = await Start(2);
        await AllReady(pool, 2);
        using var array = pool.CreateArray<int>(1000);
        array.Span.ToArray().ShouldAllBe(value => value == 0);
        array[3] = 7;
        (await pool.RunAsync(ArrayJobs.Get, array, 3).WaitAsync(Patience)).ShouldBe(7);
        var writers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => pool.RunAsync(ArrayJobs.Set, array, 10 + i, i + 1)))
            .WaitAsync(Patience);
        writers.ShouldAllBe(pid => pid != Environment.ProcessId);
        array.Span[10..18].ToArray().ShouldBe([1, 2, 3, 4, 5, 6, 7, 8]);
        (await pool.RunAsync(ArrayJobs.Copy, array).WaitAsync(Patience)).ShouldBe(array.Span.ToArray());
    }

    [Fact]
    public async Task Slices_share_the_elements_and_travel_as_slices()
    {
        await using var pool = await Start();
        using var array = pool.CreateArray<int>(100);
        for (var i = 0; i < array.Length; i++)
            array[i] = i;
        var part = array[10..20];
        part.Length.ShouldBe(10);
        (await pool.RunAsync(ArrayJobs.Copy, part).WaitAsync(Patience)).ShouldBe(Enumerable.Range(10, 10));
        var inner = part.Slice(4);
        (await pool.RunAsync(ArrayJobs.Copy, inner[^2..]).WaitAsync(Patience)).ShouldBe([18, 19]);
        await pool.RunAsync(ArrayJobs.Set, inner, 0, -1).WaitAsync(Patience);
        array[14].ShouldBe(-1);
        inner.Dispose();
        Should.Throw<ObjectDisposedException>(() => inner.Length);
        part[4].ShouldBe(-1);
        Should.Throw<ArgumentOutOfRangeException>(() => array.Slice(95, 6));
        Should.Throw<ArgumentOutOfRangeException>(() => part[10]);
        Should.Throw<ArgumentOutOfRangeException>(() => part[-1]);
    }

    [Fact]
    public async Task An_array_may_be_captured_mapped_over_and_used_by_two_pools_and_a_child()
    {
        await using var pool = await Start();
        await using var other = await Start();
        using var array = SharedArray.Create<int>(8);
        await pool.RunAsync(() => { array[0] = 1; }).WaitAsync(Patience);
        await other.RunAsync(() => { array[1] = array[0] + 1; }).WaitAsync(Patience);
        await using (var child = ChildProcess.Start(() => { array[2] = array[1] + 1; }))
            await child.Completion.WaitAsync(Patience);
        array.Span[..3].ToArray().ShouldBe([1, 2, 3]);
        var sums = await pool.MapAsync(static part => part.Span[0] * 10, Enumerable.Range(0, 8).Select(i => array.Slice(i, 1)).ToArray())
            .WaitAsync(Patience);
        sums.ShouldBe([10, 20, 30, 0, 0, 0, 0, 0]);
    }

    [Fact]
    public async Task Structs_can_be_changed_in_place()
    {
        await using var pool = await Start();
        using var points = pool.CreateArray<ArrayJobs.Point>(10);
        points[9] = new ArrayJobs.Point(1, 2.5, 3, 4);
        await pool.RunAsync(ArrayJobs.Move, points, 0.5).WaitAsync(Patience);
        points[9].ShouldBe(new ArrayJobs.Point(1, 3, 3, 4));
        points[0].X.ShouldBe(0.5);
    }

    [Fact]
    public async Task A_big_array_is_summed_alike_by_copies_and_by_shared_slices_that_send_no_elements()
    {
        const int length = 1_000_003;
        await using var pool = await Start(2);
        using var shared = pool.CreateArray<double>(length);
        var random = new Random(7);
        foreach (ref var value in shared.Span)
            value = random.NextDouble() * 1000;
        var own = shared.Span.ToArray();
        var serial = own.Sum();
        var slices = Enumerable.Range(0, 4).Select(i => (From: i * (length / 4), To: i == 3 ? length : (i + 1) * (length / 4))).ToList();
        var copied = await Task.WhenAll(slices.Select(slice => pool.RunAsync(ArrayJobs.SumCopy, own[slice.From..slice.To])))
            .WaitAsync(Patience);
        var parts = slices.Select(slice => shared[slice.From..slice.To]).ToList();
        var summed = await Task.WhenAll(parts.Select(part => pool.RunAsync(ArrayJobs.Sum, part))).WaitAsync(Patience);
        (Math.Abs(copied.Sum() - serial) / serial).ShouldBeLessThan(1e-9);
        (Math.Abs(summed.Sum() - serial) / serial).ShouldBeLessThan(1e-9);
        foreach (var part in parts)
        {
            using var writer = new Messages.Payloads.PayloadWriter();
            Messages.Payloads.PayloadCodec<SharedArray<double>>.Instance.Write(writer, part);
            writer.WrittenSpan.Length.ShouldBeLessThan(128);
        }
    }

    [Fact]
    public async Task It_grows_for_all_up_to_its_capacity_and_never_shrinks()
    {
        await using var pool = await Start(2);
        using var array = pool.CreateArray<int>(10, capacity: 1_000_000);
        var before = array.Span;
        before[0] = 5;
        var slice = array[0..10];
        (await pool.RunAsync(ArrayJobs.Grow, array, 500_000).WaitAsync(Patience)).ShouldBe(500_000);
        (array.Length, array[499_999], array.Capacity).ShouldBe((500_000, 500_000, 1_000_000));
        array[0].ShouldBe(5);
        slice.Length.ShouldBe(10);
        var lengths = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => pool.RunAsync(ArrayJobs.Grow, array, 600_000 + i)))
            .WaitAsync(Patience);
        array.Length.ShouldBe(600_007);
        Should.Throw<ArgumentOutOfRangeException>(() => array.Resize(1_000_001)).Message.ShouldContain("capacity");
        Should.Throw<ArgumentOutOfRangeException>(() => array.Resize(5));
        Should.Throw<InvalidOperationException>(() => slice.Resize(20));
    }

    [Fact]
    public async Task An_array_made_in_a_worker_is_a_result_and_outlives_its_maker_for_who_has_it()
    {
        var pool = await Start();
        using var array = await pool.RunAsync(ArrayJobs.Make, 100).WaitAsync(Patience);
        await pool.KillAsync().WaitAsync(Patience);
        array[9].ShouldBe(81);
        await using var other = await Start();
        // Its maker is gone, and nobody else can come to have it.
        var late = await Should.ThrowAsync<ObjectDisposedException>(other.RunAsync(ArrayJobs.Get, array, 9).WaitAsync(Patience));
        late.Message.ShouldContain("has ended");
        array.Dispose();
        await Until(() => SharedMaps.Everywhere() == 0, "the memory is given back");
    }

    [Fact]
    public async Task Bad_sizes_are_refused_at_the_call_and_empty_arrays_are_not()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => SharedArray.Create<int>(-1));
        Should.Throw<ArgumentOutOfRangeException>(() => SharedArray.Create<int>(10, capacity: 9));
        using var empty = SharedArray.Create<int>(0);
        empty.Span.Length.ShouldBe(0);
        empty.Memory.Length.ShouldBe(0);
        await using var pool = await Start();
        (await pool.RunAsync(ArrayJobs.Copy, empty).WaitAsync(Patience)).ShouldBeEmpty();
        (await Should.ThrowAsync<InvalidOperationException>(pool.RunAsync(ArrayJobs.CreateInPool, pool).WaitAsync(Patience))).Message
            .ShouldContain("the process that started the pool");
    }

    [Fact]
    public void Memory_that_is_of_other_elements_or_no_array_is_refused()
    {
        using var array = SharedArray.Create<double>(4);
        using var writer = new Messages.Payloads.PayloadWriter();
        Messages.Payloads.PayloadCodec<SharedArray<double>>.Instance.Write(writer, array);
        var handle = writer.WrittenSpan.ToArray();
        Should.Throw<PayloadFormatException>(() => Read<long>(handle)).Message.ShouldContain("System.Int64");
        foreach (var text in (string[])["", ":::", "x", $"{new string('a', 32)}:0:-1:../../etc/passwd", $"{new string('a', 32)}:-5:-1:1/1",
            $"{new string('g', 32)}:0:-1:1/1"])
        {
            using var hostile = new Messages.Payloads.PayloadWriter();
            var bytes = System.Text.Encoding.UTF8.GetBytes($"\"{text}\"");
            hostile.WriteUnmanaged((uint)bytes.Length);
            hostile.WriteSpan(bytes);
            Should.Throw<PayloadFormatException>(() => Read<double>(hostile.WrittenSpan.ToArray()), text);
        }

        static SharedArray<T> Read<T>(byte[] bytes)
            where T : unmanaged
        {
            var reader = new Messages.Payloads.PayloadReader(bytes);
            return Messages.Payloads.PayloadCodec<SharedArray<T>>.Instance.Read(ref reader);
        }
    }
}
