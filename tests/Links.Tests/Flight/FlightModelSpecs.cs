using Troupe.Messages.Frames;

namespace Troupe.Links.Tests.Flight;

public sealed class FlightModelSpecs
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void After_any_step_of_a_random_run_nothing_is_lost_doubled_or_out_of_order(int seed)
    {
        var random = new Random(seed);
        using var worker = new FlightWorker();
        var open = false;
        for (var step = 0; step < 5000; step++)
        {
            switch (random.Next(10))
            {
                case < 3:
                    worker.Append(FrameKind.Result, (ulong)step + 1, Bytes(random, random.Next(2000)), head: 0);
                    break;
                case 3 when random.Next(8) == 0:
                    worker.Append(
                        FrameKind.Fault,
                        (ulong)step + 1,
                        Bytes(random, 32_000 + random.Next(random.Next(10) == 0 ? 600_000 : 2000)),
                        head: 8);
                    break;
                case 4:
                    worker.Outbox.Flush();
                    break;
                case 5 when !open:
                    worker.OpenItems(random.Next(1000));
                    open = true;
                    break;
                case 6 when open:
                    worker.CloseItems();
                    open = false;
                    break;
                default:
                    var item = Bytes(random, random.Next(random.Next(30) == 0 ? 30_000 : 100));
                    if (open && item.Length <= worker.Room)
                        worker.AddItem(item);
                    break;
            }
            worker.Check();
            worker.Forget();
        }
        if (open)
            worker.CloseItems();
        worker.Outbox.Flush();
        worker.Link.Messages().ShouldBe(worker.Counted);
    }

    private static byte[] Bytes(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }
}
