using Akka.Actor;
using Akka.Routing;
using Troupe;
using Troupe.Samples.AkkaApp;

// The application's own actor system. Troupe needs nothing of its configuration.
using var system = ActorSystem.Create("shop", "akka.loglevel = WARNING");

var pool = await ProcessPool.StartAsync(new ProcessPoolOptions { Workers = 2 }, system);
await pool.ResizeAsync(2); // Both are ready.
Console.WriteLine($"The pool is {pool.ActorRef.Path.ToStringWithoutAddress()}.");

// An actor that sends jobs to the pool. Order 13 ends its worker process: its own failure is exact, and the others have their results.
var clerk = system.ActorOf(Props.Create(() => new Clerk(pool.ActorRef)), "clerk");
var orders = new[] { 12, 13, 14 }.Select(number => clerk.Ask<Clerk.Quoted>(new Clerk.Order(number))).ToArray();
foreach (var order in orders)
{
    try
    {
        Console.WriteLine($"Quoted: {(await order).Text}.");
    }
    catch (WorkerLostException lost)
    {
        Console.WriteLine($"Not quoted: the worker process exited with code {lost.ExitCode}, in slot {lost.Slot}.");
    }
}

// Once on each worker.
var inbox = Inbox.Create(system);
pool.ActorRef.Tell(new Broadcast(PoolJob.Of(Prices.Load)), inbox.Receiver);
Console.WriteLine($"Loaded: {await inbox.ReceiveAsync()} time in one process, {await inbox.ReceiveAsync()} time in the other.");

// The workers behind a router of Akka's. A pool by itself gives a job to the next worker that is free; a router does not know who is.
var routees = await pool.ActorRef.Ask<Routees>(GetRoutees.Instance);
var paths = routees.Members.Cast<ActorRefRoutee>().Select(routee => routee.Actor.Path.ToStringWithoutAddress());
var router = system.ActorOf(Props.Empty.WithRouter(new RoundRobinGroup(paths)), "workers");
var processes = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => router.Ask<int>(PoolJob.Of(Prices.Process))));
Console.WriteLine($"Routed: {string.Join(" + ", processes.GroupBy(process => process).Select(turns => turns.Count()))} jobs.");

// An actor of the application's that lives in a process of its own, behind a reference that outlives the process.
var ledger = await pool.SpawnAsync(Props.Create<Ledger>());
ledger.Tell(new Ledger.Sale(114));
ledger.Tell(new Ledger.Sale(133));
var total = await ledger.Ask<Ledger.Total>(new Ledger.Close());
Console.WriteLine($"Sold: {total.Amount} in all, added up in {(total.Process == Environment.ProcessId ? "this" : "another")} process.");

// A PoisonPill: accepted jobs end, then the processes, then the actor.
Console.WriteLine($"Gone: {await pool.ActorRef.GracefulStop(TimeSpan.FromSeconds(30))}.");
await system.Terminate();
