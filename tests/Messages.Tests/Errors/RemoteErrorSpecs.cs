using System.Collections;
using Troupe.Messages.Assemblies;
using Troupe.Messages.Errors;
using Troupe.Messages.Payloads;

namespace Troupe.Messages.Tests.Errors;

public class RemoteErrorSpecs
{
    private static RemoteError Cross(RemoteError error)
    {
        using PayloadWriter writer = new();
        error.Write(writer);
        PayloadReader reader = new(writer.WrittenSpan);
        var back = RemoteError.Read(ref reader);
        reader.RequireEnd();
        return back;
    }

    private static RemoteError Thrown(Exception exception, int? item = null)
    {
        try
        {
            throw exception;
        }
        catch (Exception e)
        {
            return Cross(RemoteError.From(e, item));
        }
    }

    [Fact]
    public void A_known_exception_comes_back_as_itself_with_the_remote_stack()
    {
        Exception back = RemoteErrors.TryRebuild(Thrown(new InvalidOperationException("no", new TimeoutException("late"))))
            .ShouldBeOfType<InvalidOperationException>();
        back.Message.ShouldBe("no");
        back.InnerException.ShouldBeOfType<TimeoutException>();
        back.StackTrace.ShouldNotBeNull().ShouldContain(nameof(Thrown));
    }

    [Fact]
    public void Argument_exceptions_name_their_parameter_once()
    {
        foreach (var sent in new[] {
            new ArgumentException("bad", "x"),
            new ArgumentNullException("x", "bad"),
            new ArgumentOutOfRangeException("x", "bad") })
        {
            var back = RemoteErrors.TryRebuild(Thrown(sent)).ShouldBeAssignableTo<ArgumentException>()!;
            back.GetType().ShouldBe(sent.GetType());
            back.Message.ShouldBe(sent.Message);
            back.ParamName.ShouldBe("x");
        }
    }

    [Fact]
    public void Aggregates_keep_their_children()
    {
        AggregateException sent = new("two", new FormatException("a"), new Unknown("b"));
        var back = RemoteErrors.TryRebuild(Thrown(sent)).ShouldBeOfType<AggregateException>();
        back.InnerExceptions[0].ShouldBeOfType<FormatException>();
        back.InnerExceptions[1].ShouldBeOfType<JobFailedException>().RemoteType.ShouldBe(typeof(Unknown).FullName);
        back.Message.ShouldStartWith("two (a)");
    }

    [Fact]
    public void The_apps_own_types_are_found_and_unknown_ones_become_text()
    {
        UserExceptions users = new(AllowedAssemblies.Application);
        RemoteErrors.TryRebuild(Thrown(new Shared("hello")), users.Find).ShouldBeOfType<Shared>().Message.ShouldBe("hello");
        RemoteErrors.TryRebuild(Thrown(new Unknown("x")), users.Find).ShouldBeNull();
        var failed = RemoteErrors.Rebuild(Thrown(new Unknown("x"), 7)).ShouldBeOfType<JobFailedException>();
        failed.RemoteMessage.ShouldBe("x");
        failed.ItemIndex.ShouldBe(7);
        users.Find("System.Diagnostics.Process").ShouldBeNull();
    }

    [Fact]
    public void Hostile_exceptions_become_data()
    {
        var error = Cross(RemoteError.From(new Hostile()));
        error.Message.ShouldContain("threw");
        RemoteError.From(null).Message.ShouldNotBeEmpty();
        Exception deep = new FormatException(new string('m', 1_000_000));
        for (var i = 0; i < 50; i++)
            deep = new FormatException(new string('m', 100_000), deep);

        using PayloadWriter writer = new();
        RemoteError.From(new AggregateException(Enumerable.Repeat(deep, 100))).Write(writer);
        writer.WrittenCount.ShouldBeLessThan(600_000);
        Cross(RemoteError.From(deep)).Message.ShouldEndWith("[cut]");
    }

    [Fact]
    public void Mutated_errors_raise_only_the_documented_exception()
    {
        using PayloadWriter writer = new();
        Thrown(new AggregateException(new FormatException("a"), new TimeoutException("b", new Shared("c")))).Write(writer);
        var original = writer.WrittenSpan.ToArray();
        Random random = new(2);
        for (var i = 0; i < 100_000; i++)
        {
            var bytes = (byte[])original.Clone();
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                PayloadReader reader = new(bytes);
                RemoteError.Read(ref reader);
            }
            catch (PayloadFormatException)
            {
                // What is documented.
            }

            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan((64 * 1024) + (2 * bytes.Length));
        }
    }

    public sealed class Shared(string message) : Exception(message);

    private sealed class Unknown(string message) : Exception(message);

    private sealed class Hostile : Exception
    {
        public override string Message => throw new InvalidOperationException("no message");

        public override string? StackTrace => throw new InvalidOperationException("no stack");

        public override IDictionary Data => throw new InvalidOperationException("no data");
    }
}
