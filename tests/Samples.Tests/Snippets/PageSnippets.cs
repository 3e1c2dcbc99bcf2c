#pragma warning disable // Nothing of this runs: that it compiles is the test, see DocumentSpecs.Every_line_of_code_on_a_page_is_compiled.
using System.Diagnostics.Metrics;
using Akka.Actor;
using Akka.Routing;
using Microsoft.Extensions.Logging;

namespace Troupe.Samples.Tests.Snippets;

/// <summary>The code that pages of docs show in passing, page by page, line by line.</summary>
internal static class PageSnippets
{
    private static class Akka
    {
        private static async Task Pool(byte[] image, IActorRef Self)
        {
            using var system = ActorSystem.Create("shop");
            await using var pool = await ProcessPool.StartAsync(new ProcessPoolOptions { Workers = 4 }, system);

            int sum = await pool.ActorRef.Ask<int>(PoolJob.Of(() => Work.Add(1, 2)));         // runs in a worker process
            pool.ActorRef.Tell(PoolJob.Of(Work.Resize, image, new JobOptions { Timeout = TimeSpan.FromSeconds(5) }), Self);
        }

        private static async Task Routees(ProcessPool pool, ActorSystem system, Order order, IActorRef Self)
        {
            var routees = await pool.ActorRef.Ask<Routees>(GetRoutees.Instance);
            var paths = routees.Members.Cast<ActorRefRoutee>().Select(routee => routee.Actor.Path.ToStringWithoutAddress());
            var router = system.ActorOf(Props.Empty.WithRouter(new ConsistentHashingGroup(paths)), "by-customer");
            // One process for each customer:
            router.Tell(new ConsistentHashableEnvelope(PoolJob.Of(Work.Quote, order), order.Customer), Self);
        }

        private static async Task Spawn(ProcessPool pool)
        {
            IActorRef ledger = await pool.SpawnAsync(Props.Create(() => new Ledger(2026)));
        }
    }

    private static class ChildProcesses
    {
        private static string Work(string text) => text;

        private static async Task Child()
        {
            await using var child = ChildProcess.Start(Work, "arg", new ChildProcessOptions { Name = "p1" });
            Console.WriteLine($"{child.Name} runs as process {child.Pid}, started by {child.ParentPid}.");
            string result = await child.Result;
            await child.WaitForExitAsync();
            Console.WriteLine($"It {child.Exit!.Reason}.");
        }
    }

    private static class FunctionsAndPayloads
    {
        private static Task<string> Download(string url, CancellationToken ct) => Task.FromResult(url);

        private static async Task Token(ProcessPool pool, string url)
        {
            await pool.RunAsync(
                async (CancellationToken ct) => await Download(url, ct),
                options: new JobOptions { Timeout = TimeSpan.FromSeconds(30) });
        }

        sealed class Account
        {
            [NonSerialized] private readonly Lock _gate = new();              // the copy's own constructor makes another one
            [field: NonSerialized] public event EventHandler? Changed;        // a copy has no listeners
            private decimal _balance;                                          // travels
        }
    }

    private static class LoggingAndMetrics
    {
        private static async Task Log(ILoggerFactory loggers)
        {
            await using var pool = await ProcessPool.StartAsync(new ProcessPoolOptions
            {
                LoggerFactory = loggers, // your program's
                OutputMode = OutputMode.Forward,
            });
            await pool.RunAsync(() => JobContext.Current.Logger.LogInformation("Read {Rows} rows", 3)); // [worker 0.1, job 1] Read 3 rows
        }

        private static void Snapshot(ProcessPool pool)
        {
            PoolSnapshot now = pool.Snapshot();
            Console.WriteLine($"{now.Waiting} jobs wait, {now.Running} are with workers.");
            foreach (WorkerSnapshot worker in now.Workers)
                Console.WriteLine($"{worker.Slot}.{worker.Generation} {worker.State} {worker.Memory >> 20} MiB, {worker.Finished} done");
        }

        private static void Gauges(ProcessPool pool)
        {
            var meter = new Meter("MyApp.Pool");
            meter.CreateObservableGauge("pool.waiting", () => pool.Snapshot().Waiting);
            meter.CreateObservableGauge("pool.memory", () => pool.Snapshot().Workers.Sum(worker => worker.Memory), "By");
        }
    }

    private static class ManyItems
    {
        private static async Task Files(ProcessPool pool)
        {
            string[] files = Directory.GetFiles("photos", "*.jpg");
            Thumbnail[] all = await pool.MapAsync(Thumbnails.Make, files);

            await foreach (var thumbnail in pool.StreamAsync(Thumbnails.Make, files, new StreamOptions { Ordered = false }))
                Show(thumbnail);
        }

        private static void Show(Thumbnail thumbnail)
        {
        }
    }

    private static class Options
    {
        private static long Total(string path) => path.Length;

        private static async Task Pool(string path)
        {
            var options = new ProcessPoolOptions { Workers = 4, SpareWorkers = 1, HardMemoryLimit = 1L << 30 };
            await using var pool = await ProcessPool.StartAsync(options);
            var careful = new JobOptions { Timeout = TimeSpan.FromMinutes(1), Retry = RetryPolicy.OnWorkerLoss(2) };
            var total = await pool.RunAsync(Total, path, careful);
        }

        private static void File()
        {
            var options = ProcessPoolOptions.Load("config/troupe.conf");               // a file of your own
        }

        private static void Config(ActorSystem system)
        {
            var options = system.Settings.Config.GetProcessPoolOptions();              // what an ActorSystem of Akka is configured with
        }

        private static void Retry()
        {
            var retry = RetryPolicy.OnWorkerLoss(5).AndOn<HttpRequestException>().WithBackoff(TimeSpan.FromMilliseconds(200));
        }
    }

    private static class PlugIns
    {
        private static async Task Call()
        {
            await using var pool = await ProcessPool.StartAsync(new ProcessPoolOptions { PluginPath = "plug-ins/Prices.dll" });
            int total = await pool.RunAsync<int>("Prices.Tariff.Total", "EUR", 3);
        }
    }

    private static class SharedArrays
    {
        private static void Fill(Span<double> values)
        {
        }

        private static double Sum(ReadOnlySpan<double> values) => values.Length;

        private static async Task Arrays(ProcessPool pool)
        {
            SharedArray<double> values = pool.CreateArray<double>(1_000_000);   // ends with the pool
            Fill(values.Span);
            double[] sums = await pool.MapAsync(static part => Sum(part.Span), [values[..500_000], values[500_000..]]);

            using var counters = SharedArray.Create<int>(8);                    // ends with its disposal
            await pool.RunAsync(() => { Interlocked.Increment(ref counters[3]); });
        }
    }

    private static class StateBetweenProcesses
    {
        private static async Task Channel()
        {
            await using var pool = await ProcessPool.StartAsync(workers: 2);
            var numbers = pool.CreateChannel<int>(capacity: 3);
            var reading = pool.RunAsync(async () =>
            {
                var sum = 0;
                await foreach (var number in numbers.ReadAllAsync())
                    sum += number;
                return sum;
            });
            await pool.RunAsync(async () =>
            {
                for (var number = 1; number <= 100; number++)
                    await numbers.WriteAsync(number);
                numbers.Complete();
            });
            Console.WriteLine(await reading); // 5050
        }

        private static async Task Hosted(ProcessPool pool)
        {
            await using var counter = await pool.HostAsync(() => new Counter(10));
            var value = await counter.RunAsync(x => x.Increment()); // 11
        }

        private static async Task Several(ProcessPool pool)
        {
            await using var books = await pool.HostAsync(() => new Books());   // class Books { public Ledger Orders, Returns; }
            await books.RunAsync(x => x.Orders.Close());
        }

        private static async Task Actor()
        {
            await using var pool = await ProcessPool.StartAsync();
            IActorRef tally = await pool.SpawnAsync(Props.Create(() => new Tally(40)));
            tally.Tell(new Add(2)); // on its way, no answer
            int sum = await tally.Ask<int>(new Get(), TimeSpan.FromSeconds(5)); // 42: messages keep their order
        }

        public sealed record Add(int Amount);
        public sealed record Get;

        public sealed class Tally : ReceiveActor
        {
            private int _sum;

            public Tally(int start)
            {
                _sum = start;
                Receive<Add>(add => _sum += add.Amount);
                Receive<Get>(_ => Sender.Tell(_sum));
            }
        }
    }

    private static class PackageReadme
    {
        private static async Task First()
        {
            await using var pool = await ProcessPool.StartAsync(workers: 2);

            int sum = await pool.RunAsync(() => Enumerable.Range(1, 100).Sum());
            int[] lengths = await pool.MapAsync(text => text.Length, new[] { "one", "three" });

            try
            {
                await pool.RunAsync(() => Environment.FailFast("This would have been the end of the app."));
            }
            catch (WorkerLostException lost)
            {
                Console.WriteLine($"Worker process {lost.Pid} died ({lost.SignalName}); the app goes on.");
            }
        }
    }

    public sealed record Order(string Customer);

    public sealed record Thumbnail(int Width);

    public sealed class Counter(int start)
    {
        public int Increment() => ++start;
    }

    public sealed class Books
    {
        public Account Orders = new(), Returns = new();

        public sealed class Account
        {
            public void Close()
            {
            }
        }
    }

    public sealed class Ledger(int year) : ReceiveActor
    {
        public int Year => year;
    }

    public static class Thumbnails
    {
        public static Thumbnail Make(string path) => new(path.Length);
    }

    public static class Work
    {
        public static int Add(int left, int right) => left + right;

        public static byte[] Resize(byte[] image) => image;

        public static decimal Quote(Order order) => order.Customer.Length;
    }
}
