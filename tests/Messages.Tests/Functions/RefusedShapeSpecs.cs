using Troupe.Messages.Functions;

namespace Troupe.Messages.Tests.Functions;

/// <summary>Functions whose end or result the other side could not tell.</summary>
public class RefusedShapeSpecs
{
    [Fact]
    public void An_async_void_function_is_refused_with_what_to_do()
    {
        Action lambda = async () => await Task.Yield();
        Should.Throw<FunctionRefusedException>(() => Function.Of(lambda)).Message.ShouldContain("async void");
        Should.Throw<FunctionRefusedException>(() => Function.Of(Forgotten)).Message.ShouldContain("Task");
        Should.NotThrow(() => Function.Of(Kept));
    }

    [Fact]
    public void A_stream_as_the_result_is_refused_with_what_to_do()
    {
        var refusal = Should.Throw<PayloadNotEncodableException>(() => Function.Of(Numbers));
        refusal.MemberPath.ShouldBe("result of RefusedShapeSpecs.Numbers");
        refusal.Reason.ShouldContain("list");
        refusal.Reason.ShouldContain("channel");
    }

    private static async void Forgotten() => await Task.Yield();

    private static async Task Kept() => await Task.Yield();

    private static async IAsyncEnumerable<int> Numbers()
    {
        await Task.Yield();
        yield return 1;
    }
}
